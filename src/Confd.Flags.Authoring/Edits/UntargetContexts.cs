namespace Confd.Flags.Authoring.Edits;

/// <summary>Removes contexts from the lists of those that are served by their key.</summary>
/// <param name="Variation">Only from the list of this variation; null: from all.</param>
/// <param name="ContextKind">Their kind.</param>
/// <param name="Keys">Their keys; those that are in no list are ignored.</param>
public sealed record UntargetContexts(VariationReference? Variation, string ContextKind, IReadOnlyList<string> Keys) : FlagEdit
{
    internal override void Apply(FlagDraft draft)
    {
        int? only = Variation is null ? null : draft.Find(Variation);
        var lists = new TargetLists(draft);
        lists.Remove(ContextKind, Keys, only: only);
        lists.Write();
    }
}
