using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Writes which share of those who match a segment's rule is in.</summary>
internal static class SegmentShareWriter
{
    /// <summary>Writes a share, or that all are in.</summary>
    /// <exception cref="FlagEditException">The share is none, or all are in and something is to be split all the same.</exception>
    public static void Write(FlagDraft draft, JsonObject rule, decimal? percent, string? bucketBy, string? contextKind)
    {
        if (percent is { } share)
        {
            rule[FieldNames.Weight] = VariationShare.ToWeight(share, draft.Name);
            if (contextKind is not null || rule[FieldNames.RolloutContextKind] is null)
            {
                rule[FieldNames.RolloutContextKind] = contextKind ?? Contexts.ContextKind.User;
            }

            if (bucketBy is not null)
            {
                rule[FieldNames.BucketBy] = bucketBy;
            }
        }
        else if (bucketBy is not null || contextKind is not null)
        {
            throw draft.Refuse("a rule that takes all splits nobody: give the share too");
        }
        else
        {
            rule.Remove(FieldNames.Weight);
        }
    }
}
