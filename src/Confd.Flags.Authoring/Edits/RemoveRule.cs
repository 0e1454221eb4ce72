using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Removes a rule of a flag or a segment.</summary>
/// <param name="Rule">The rule.</param>
public sealed record RemoveRule(RuleReference Rule) : FlagEdit
{
    internal override DataKind? Kind => null;

    internal override void Apply(FlagDraft draft) => RuleList.Remove(draft, Rule);
}
