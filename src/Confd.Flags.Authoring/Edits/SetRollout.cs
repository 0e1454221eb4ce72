namespace Confd.Flags.Authoring.Edits;

/// <summary>Changes what a rule or the fallthrough serves: a single variation, or shares.</summary>
/// <param name="Place">The rule or the fallthrough.</param>
/// <param name="Shares">The shares; they add up to 100. Variations that are not named get nothing.</param>
public sealed record SetRollout(ServePlace Place, IReadOnlyList<VariationShare> Shares) : FlagEdit
{
    /// <summary>The attribute whose values are split; null: as before, or the key.</summary>
    public string? BucketBy { get; init; }

    /// <summary>The kind of context that is split; null: as before, or users.</summary>
    public string? ContextKind { get; init; }

    internal override void Apply(FlagDraft draft) => ServeWriter.Write(draft, Place.Find(draft), Shares, BucketBy, ContextKind);
}
