using Confd.Flags.Authoring.Documents;
using Confd.Flags.Authoring.Edits;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Console.Forms;

/// <summary>The flag or segment that a form changes, in the version that its page showed: values that come back unchanged stay as they are
/// stored.</summary>
/// <param name="Document">The stored document.</param>
/// <param name="Flag">The flag as evaluators read it; null: it is a segment, or cannot be read.</param>
/// <param name="Segment">The segment as evaluators read it; null: it is a flag, or cannot be read.</param>
internal sealed record EditedItem(FlagDocument Document, FeatureFlag? Flag, Segment? Segment)
{
    /// <summary>The number of variations.</summary>
    public int Variations => Flag?.Variations.Length ?? 0;

    /// <summary>Finds an existing item.</summary>
    public static EditedItem Require(EnvironmentSnapshot seen, DataKind kind, string key)
    {
        var (document, set) = (seen.Require(kind, key), seen.ToSet());
        return kind == DataKind.Segments
            ? new EditedItem(document, null, set.Segments.GetValueOrDefault(key))
            : new EditedItem(document, set.Flags.GetValueOrDefault(key), null);
    }

    /// <summary>The conditions of a rule; empty where there is no such rule.</summary>
    public IReadOnlyList<Clause> ClausesOf(RuleReference name)
    {
        IEnumerable<(string? Id, IReadOnlyList<Clause> Clauses)> all = Flag is not null
            ? Flag.Rules.Select(rule => (rule.Id, (IReadOnlyList<Clause>)rule.Clauses))
            : Segment?.Rules.Select(rule => (rule.Id, (IReadOnlyList<Clause>)rule.Clauses)) ?? [];
        var rules = all.ToList();
        return name.Find(rules.ConvertAll(rule => rule.Id)) is { } index ? rules[index].Clauses : [];
    }
}
