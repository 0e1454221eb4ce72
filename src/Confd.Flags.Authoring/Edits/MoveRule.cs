using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Moves a rule of a flag or a segment to another place: the first that matches is taken.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">Where it is then, from 0.</param>
public sealed record MoveRule(RuleName Rule, int Place) : FlagEdit
{
    internal override DataKind? Kind => null;

    internal override void Apply(FlagDraft draft) => RuleList.Move(draft, Rule, Place);
}
