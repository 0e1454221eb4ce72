namespace Confd.Flags.Authoring.Edits;

/// <summary>Serves contexts one variation by their key, whatever the rules; removes them from the lists of other variations.</summary>
/// <param name="Variation">The variation.</param>
/// <param name="ContextKind">Their kind, such as <c>user</c>.</param>
/// <param name="Keys">Their keys.</param>
public sealed record TargetContexts(VariationReference Variation, string ContextKind, IReadOnlyList<string> Keys) : FlagEdit
{
    internal override void Apply(FlagDraft draft)
    {
        var index = draft.Find(Variation);
        var lists = new TargetLists(draft);
        lists.Remove(ContextKind, Keys, except: index);
        lists.Add(ContextKind, index, Keys);
        lists.Write();
    }
}
