using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Changes what everyone is served while the flag is off, and where a prerequisite fails.</summary>
/// <param name="Variation">The variation.</param>
public sealed record ServeWhileOff(VariationName Variation) : FlagEdit
{
    internal override void Apply(FlagDraft draft) => draft.Root[FieldNames.OffVariation] = draft.Find(Variation);
}
