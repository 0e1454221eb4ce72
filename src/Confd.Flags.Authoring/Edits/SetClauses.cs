using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Changes the conditions of a rule of a flag or a segment.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Clauses">Conditions that must all hold; they replace the earlier ones.</param>
public sealed record SetClauses(RuleReference Rule, IReadOnlyList<Clause> Clauses) : FlagEdit
{
    internal override DataKind? Kind => null;

    internal override void Apply(FlagDraft draft)
    {
        var rule = Rule.Find(draft);
        if (Clauses.Count > 0 || rule[FieldNames.Clauses] is not null)
        {
            rule[FieldNames.Clauses] = ClauseWriter.Write(draft, Clauses, rule.Objects(FieldNames.Clauses));
        }
    }
}
