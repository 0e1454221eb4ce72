using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Adds a rule to a segment: contexts that match, or a share of them, are included.</summary>
/// <param name="Clauses">Conditions that must all hold; none: every context matches.</param>
public sealed record AddSegmentRule(IReadOnlyList<Clause> Clauses) : FlagEdit
{
    /// <summary>The rule's identity, used in messages.</summary>
    public string Id { get; init; } = FlagTemplate.NewRuleId();

    /// <summary>The share of matching contexts, from 0 to 100 percent; null: all.</summary>
    public decimal? Percent { get; init; }

    /// <summary>The attribute whose values are split; null: the key.</summary>
    public string? BucketBy { get; init; }

    /// <summary>The kind of context that is split; null: users.</summary>
    public string? ContextKind { get; init; }

    internal override DataKind? Kind => DataKind.Segments;

    internal override void Apply(FlagDraft draft)
    {
        var rule = new JsonObject { [FieldNames.Id] = Id, [FieldNames.Clauses] = ClauseWriter.Write(draft, Clauses) };
        SegmentShareWriter.Write(draft, rule, Percent, BucketBy, ContextKind);
        RuleList.Add(draft, rule, index: null);
    }
}
