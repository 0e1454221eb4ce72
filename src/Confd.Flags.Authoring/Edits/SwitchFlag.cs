using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Turns a flag on or off.</summary>
/// <param name="IsOn">True: on.</param>
public sealed record SwitchFlag(bool IsOn) : FlagEdit
{
    internal override void Apply(FlagDraft draft) => draft.Root[FieldNames.On] = IsOn;
}
