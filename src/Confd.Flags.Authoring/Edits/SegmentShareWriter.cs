using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Writes the share of matching contexts that a segment's rule includes.</summary>
internal static class SegmentShareWriter
{
    /// <summary>Writes a share, or removes it to include all.</summary>
    /// <exception cref="FlagEditException">The share is invalid, or all are included and a split is given all the same.</exception>
    public static void Write(FlagDraft draft, JsonObject rule, decimal? percent, string? bucketBy, string? contextKind)
    {
        if (percent is { } share)
        {
            var split = new SplitWriter(rule, FieldNames.RolloutContextKind);
            var isSo = rule[FieldNames.Weight] is not null && split.IsUnchanged(bucketBy, contextKind);
            rule[FieldNames.Weight] = VariationShare.ToWeight(share, draft.Name);
            if (!isSo)
            {
                split.Write(bucketBy, contextKind);
            }
        }
        else if (bucketBy is not null || contextKind is not null)
        {
            throw draft.Error("a rule that takes all contexts splits none: give the share too");
        }
        else
        {
            rule.Remove(FieldNames.Weight);
        }
    }
}
