using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Adds a rule to a flag.</summary>
/// <param name="Clauses">Conditions that must all hold; none: every context matches.</param>
/// <param name="Shares">What it serves.</param>
public sealed record AddRule(IReadOnlyList<Clause> Clauses, IReadOnlyList<VariationShare> Shares) : FlagEdit
{
    /// <summary>The rule's identity, used in messages and reasons.</summary>
    public string Id { get; init; } = FlagTemplate.NewRuleId();

    /// <summary>Its index from 0; null: the last.</summary>
    public int? Index { get; init; }

    /// <summary>The attribute whose values are split; null: the key.</summary>
    public string? BucketBy { get; init; }

    /// <summary>The kind of context that is split; null: users.</summary>
    public string? ContextKind { get; init; }

    internal override void Apply(FlagDraft draft)
    {
        var rule = new JsonObject { [FieldNames.Id] = Id, [FieldNames.Clauses] = ClauseWriter.Write(draft, Clauses) };
        ServeWriter.Write(draft, rule, Shares, BucketBy, ContextKind);
        RuleList.Add(draft, rule, Index);
    }
}
