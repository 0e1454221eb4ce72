using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Moves a rule of a flag or a segment to another index: the first rule that matches is used.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Index">Its new index, from 0.</param>
public sealed record MoveRule(RuleReference Rule, int Index) : FlagEdit
{
    internal override DataKind? Kind => null;

    internal override void Apply(FlagDraft draft) => RuleList.Move(draft, Rule, Index);
}
