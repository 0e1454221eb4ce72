using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Changes the share of matching contexts that a segment's rule includes.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Percent">From 0 to 100, in steps of 0.001; null: all.</param>
public sealed record SetSegmentShare(RuleReference Rule, decimal? Percent) : FlagEdit
{
    /// <summary>The attribute whose values are split; null: as before, or the key.</summary>
    public string? BucketBy { get; init; }

    /// <summary>The kind of context that is split; null: as before, or users.</summary>
    public string? ContextKind { get; init; }

    internal override DataKind? Kind => DataKind.Segments;

    internal override void Apply(FlagDraft draft) =>
        SegmentShareWriter.Write(draft, Rule.Find(draft), Percent, BucketBy, ContextKind);
}
