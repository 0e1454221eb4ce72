namespace Confd.Flags.Authoring.Edits;

/// <summary>Takes contexts off the lists of those that are served by their key.</summary>
/// <param name="Variation">Only off the list of this variation; null: off all.</param>
/// <param name="ContextKind">Their kind.</param>
/// <param name="Keys">Their keys; those that are on no list are no mistake.</param>
public sealed record UntargetContexts(VariationName? Variation, string ContextKind, IReadOnlyList<string> Keys) : FlagEdit
{
    internal override void Apply(FlagDraft draft)
    {
        int? only = Variation is null ? null : draft.Find(Variation);
        var lists = new TargetLists(draft);
        lists.Remove(ContextKind, Keys, only: only);
        lists.Write();
    }
}
