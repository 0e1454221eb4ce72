using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Removes contexts from one of a segment's lists.</summary>
/// <param name="List">The list.</param>
/// <param name="ContextKind">Their kind.</param>
/// <param name="Keys">Their keys; those that are not in the list are ignored.</param>
public sealed record UnlistInSegment(SegmentList List, string ContextKind, IReadOnlyList<string> Keys) : FlagEdit
{
    internal override DataKind? Kind => DataKind.Segments;

    internal override void Apply(FlagDraft draft) => SegmentKeys.Remove(draft, List, ContextKind, Keys);
}
