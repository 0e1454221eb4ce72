using System.Text.Json.Nodes;
using Confd.Flags.Authoring.Documents;
using Confd.Shared;

namespace Confd.Flags.Authoring.Edits;

/// <summary>Writes what a rule or the fallthrough serves.</summary>
internal static class ServeWriter
{
    private const string Experiment = "experiment";

    /// <summary>Writes shares, or a single variation.</summary>
    /// <exception cref="FlagEditException">A variation is unknown or a duplicate, or the shares do not add up.</exception>
    public static void Write(
        FlagDraft draft, JsonObject serve, IReadOnlyList<VariationShare> shares, string? bucketBy, string? contextKind)
    {
        var weights = ReadWeights(draft, shares);
        if (IsUnchanged(serve, weights, bucketBy, contextKind))
        {
            return;
        }

        if (weights is [(var only, Weights.Full)] && bucketBy is null && contextKind is null)
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
        WriteShares(draft, rollout, weights);
    }

    // An equal definition is left as it is written.
    private static bool IsUnchanged(JsonObject serve, List<(int Variation, int Weight)> weights, string? bucketBy, string? contextKind)
    {
        if (serve.Whole(FieldNames.Variation) is { } variation)
        {
            return weights is [(var only, Weights.Full)] && only == variation && bucketBy is null && contextKind is null;
        }

        return serve[FieldNames.Rollout] is JsonObject rollout
            && new SplitWriter(rollout, FieldNames.ContextKind).IsUnchanged(bucketBy, contextKind)
            && rollout.Objects(FieldNames.Variations)
                .GroupBy(VariationOf, share => share.Whole(FieldNames.Weight) ?? 0)
                .Select(group => (Variation: group.Key, Weight: group.Sum()))
                .Where(share => share.Weight != 0)
                .ToHashSet()
                .SetEquals(weights.Select(share => ((long)share.Variation, (long)share.Weight)));
    }

    private static List<(int Variation, int Weight)> ReadWeights(FlagDraft draft, IReadOnlyList<VariationShare> shares)
    {
        var weights = shares
            .Select(share => (Variation: draft.Find(share.Variation), Weight: VariationShare.ToWeight(share.Percent, draft.Name)))
            .ToList();
        if (weights.DistinctBy(share => share.Variation).Count() < weights.Count)
        {
            throw draft.Error("the weights name a variation twice");
        }

        var sum = weights.Sum(share => share.Weight);
        return sum == Weights.Full
            ? weights.Where(share => share.Weight > 0).ToList()
            : throw draft.Error($"the weights add up to {Weights.Text(sum)} percent, not 100");
    }

    private static void WriteSplit(FlagDraft draft, JsonObject rollout, string? bucketBy, string? contextKind)
    {
        var split = new SplitWriter(rollout, FieldNames.ContextKind);
        if (!split.IsSplitBy(bucketBy) && bucketBy != FieldNames.Key && rollout.Text(FieldNames.Kind) == Experiment)
        {
            throw draft.Error("this is an experiment, which is always split by the key");
        }

        if (rollout.Count == 0 ? (bucketBy ?? contextKind) is not null : !split.IsUnchanged(bucketBy, contextKind))
        {
            split.Write(bucketBy, contextKind);
        }
    }

    // Contexts in a share stay in it while it grows, as long as the order stays: existing shares first, then by index.
    private static void WriteShares(FlagDraft draft, JsonObject rollout, List<(int Variation, int Weight)> weights)
    {
        var earlier = rollout.Objects(FieldNames.Variations).ToList();
        var order = earlier.Select(VariationOf).ToList();
        if (order.Distinct().Count() < order.Count)
        {
            // As in an experiment with an untracked part: it is ambiguous which of the shares is meant.
            throw draft.Error("its rollout gives one variation several shares; write the flag as a whole to change them");
        }

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

    // As evaluators read it: a missing variation is the first.
    private static long VariationOf(JsonObject share) => share.Whole(FieldNames.Variation) ?? 0;
}
