using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Writes what a rule or the fallthrough serves.</summary>
internal static class ServeWriter
{
    private const int Whole = 100 * VariationShare.WeightsPerPercent;
    private const string Experiment = "experiment";

    /// <summary>Writes shares, or the one variation that everyone gets.</summary>
    /// <exception cref="FlagEditException">A variation is unknown or comes twice, or the shares do not add up.</exception>
    public static void Write(
        FlagDraft draft, JsonObject serve, IReadOnlyList<VariationShare> shares, string? bucketBy, string? contextKind)
    {
        var weights = ReadWeights(draft, shares);
        if (weights is [(var only, Whole)] && bucketBy is null && contextKind is null)
        {
            serve.Remove(FieldNames.Rollout);
            serve[FieldNames.Variation] = only;
            return;
        }

        serve.Remove(FieldNames.Variation);
        if (serve[FieldNames.Rollout] is not JsonObject rollout)
        {
            rollout = [];
            serve[FieldNames.Rollout] = rollout;
        }

        WriteSplit(draft, rollout, bucketBy, contextKind);
        WriteShares(rollout, weights);
    }

    private static List<(int Variation, int Weight)> ReadWeights(FlagDraft draft, IReadOnlyList<VariationShare> shares)
    {
        var weights = shares
            .Select(share => (Variation: draft.Find(share.Variation), Weight: VariationShare.ToWeight(share.Percent, draft.Name)))
            .ToList();
        if (weights.DistinctBy(share => share.Variation).Count() < weights.Count)
        {
            throw draft.Refuse("the weights name a variation twice");
        }

        var sum = weights.Sum(share => share.Weight);
        return sum == Whole
            ? weights.Where(share => share.Weight > 0).ToList()
            : throw draft.Refuse($"the weights add up to {sum / (decimal)VariationShare.WeightsPerPercent:0.###} percent, not 100");
    }

    private static void WriteSplit(FlagDraft draft, JsonObject rollout, string? bucketBy, string? contextKind)
    {
        if (bucketBy is not null && bucketBy != FieldNames.Key && rollout.Text(FieldNames.Kind) == Experiment)
        {
            throw draft.Refuse("this is an experiment, which is always split by the key");
        }

        if (contextKind is not null)
        {
            rollout[FieldNames.ContextKind] = contextKind;
        }

        if (bucketBy is not null)
        {
            // An attribute beside no kind would be a plain name, and /address/city no path.
            rollout[FieldNames.ContextKind] ??= Contexts.ContextKind.User;
            rollout[FieldNames.BucketBy] = bucketBy;
        }
    }

    // Whoever was in a share stays in it while it grows, as long as the order stays: those that were there first, then by index.
    private static void WriteShares(JsonObject rollout, List<(int Variation, int Weight)> weights)
    {
        var earlier = rollout.Objects(FieldNames.Variations).ToList();
        var order = earlier.Select(VariationOf).ToList();
        var ordered = weights
            .OrderBy(share => order.IndexOf(share.Variation) is >= 0 and var place ? place : int.MaxValue)
            .ThenBy(share => share.Variation)
            .Select(share =>
            {
                var entry = earlier.Find(old => VariationOf(old) == share.Variation)?.DeepClone().AsObject() ?? [];
                entry[FieldNames.Variation] = share.Variation;
                entry[FieldNames.Weight] = share.Weight;
                return (JsonNode?)entry;
            });
        rollout[FieldNames.Variations] = DocumentValues.ToArray(ordered);
    }

    // As evaluators read it: one that is left out is the first.
    private static long VariationOf(JsonObject share) => share.Whole(FieldNames.Variation) ?? 0;
}
