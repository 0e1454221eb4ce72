using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Changes what is served while the flag is off, and where a prerequisite fails.</summary>
/// <param name="Variation">The variation; null: none, the caller's default is returned.</param>
public sealed record ServeWhileOff(VariationReference? Variation) : FlagEdit
{
    internal override void Apply(FlagDraft draft)
    {
        if (Variation is not null)
        {
            draft.Root[FieldNames.OffVariation] = draft.Find(Variation);
        }
        else if (draft.Root[FieldNames.OffVariation] is not null)
        {
            draft.Root.Remove(FieldNames.OffVariation);
        }
    }
}
