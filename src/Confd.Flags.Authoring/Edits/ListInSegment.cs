using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Adds contexts to one of a segment's lists by their key, and removes them from the other.</summary>
/// <param name="List">The list.</param>
/// <param name="ContextKind">Their kind, such as <c>user</c>.</param>
/// <param name="Keys">Their keys.</param>
public sealed record ListInSegment(SegmentList List, string ContextKind, IReadOnlyList<string> Keys) : FlagEdit
{
    internal override DataKind? Kind => DataKind.Segments;

    internal override void Apply(FlagDraft draft)
    {
        if (draft.Root.IsTrue(FieldNames.Unbounded))
        {
            throw draft.Error("this is a big segment, whose members are kept elsewhere");
        }

        SegmentKeys.Remove(draft, List == SegmentList.Included ? SegmentList.Excluded : SegmentList.Included, ContextKind, Keys);
        SegmentKeys.Add(draft, List, ContextKind, Keys);
    }
}
