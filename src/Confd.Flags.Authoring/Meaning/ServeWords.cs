using Confd.Flags.Authoring.Documents;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes in words what is served.</summary>
internal static class ServeWords
{
    /// <summary>The fields that <see cref="Compare"/> speaks of.</summary>
    public static IReadOnlySet<string> Fields { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        FieldNames.Variation, FieldNames.Rollout, FieldNames.Variations, FieldNames.Weight, FieldNames.ContextKind, FieldNames.BucketBy,
        FieldNames.Kind, "seed", "untracked",
    };

    /// <summary><c>true</c>, or <c>10 % get true, 90 % get false</c>.</summary>
    public static string Of(FeatureFlag flag, VariationOrRollout serve) => Of(flag, serve, Shares(serve));

    /// <summary>What most contexts get: the variation, or the largest share first.</summary>
    public static string Most(FeatureFlag flag, VariationOrRollout serve) =>
        Of(flag, serve, Shares(serve).OrderByDescending(share => share.Value));

    /// <summary>The effects of a change on the contexts that get here; empty where there are none.</summary>
    public static IEnumerable<string> Compare(FeatureFlag before, VariationOrRollout was, FeatureFlag after, VariationOrRollout now)
    {
        if (IsFixed(was) && IsFixed(now))
        {
            var (wasText, nowText) = (Of(before, was), Of(after, now));
            return wasText == nowText ? [] : [$"{nowText}; was {wasText}"];
        }

        return [.. CompareShares(before, was, after, now), .. CompareKinds(was, now)];
    }

    private static IEnumerable<string> CompareKinds(VariationOrRollout was, VariationOrRollout now)
    {
        if (IsExperiment(was) != IsExperiment(now))
        {
            yield return IsExperiment(now) ? "is an experiment" : "is no longer an experiment";
        }

        var (wasUntracked, isUntracked) = (Untracked(was), Untracked(now));
        if (!wasUntracked.SetEquals(isUntracked))
        {
            yield return isUntracked.Count == 0
                ? "all shares are tracked"
                : $"the shares of {string.Join(", ", isUntracked.Select(index => $":{index}"))} are untracked";
        }
    }

    private static bool IsExperiment(VariationOrRollout serve) =>
        serve is { Variation: null, Rollout.Kind: RolloutKind.Experiment };

    private static SortedSet<int> Untracked(VariationOrRollout serve) => serve is { Variation: null, Rollout: { } rollout }
        ? [.. rollout.Variations.Where(share => share.IsUntracked).Select(share => share.Variation)]
        : [];

    /// <summary>What a rollout is split by, unless by the key of users.</summary>
    public static string Split(Rollout rollout)
    {
        var attribute = rollout.Kind == RolloutKind.Experiment || string.IsNullOrEmpty(rollout.BucketBy) ? "key" : rollout.BucketBy;
        var seed = rollout.Seed is { } number ? $", seed {number}" : "";
        return $"by {Words.Key(attribute)} of {Words.Contexts(rollout.ContextKind)}{seed}";
    }

    private static string Of(FeatureFlag flag, VariationOrRollout serve, IEnumerable<KeyValuePair<int, long>> shares)
    {
        if (serve.Variation is { } variation)
        {
            return Words.Variation(flag, variation);
        }

        return serve.Rollout is { Variations.IsEmpty: false } rollout
            ? string.Join(", ", shares.Select(share => $"{Words.Percent(share.Value)} get {Words.Variation(flag, share.Key)}"))
                + Suffix(rollout)
            : "the caller's default (MALFORMED_FLAG)";
    }

    private static IEnumerable<string> CompareShares(FeatureFlag before, VariationOrRollout was, FeatureFlag after, VariationOrRollout now)
    {
        var kind = (now.Rollout ?? was.Rollout)?.ContextKind;
        var (wasShares, nowShares) = (Shares(was), Shares(now));
        foreach (var index in wasShares.Keys.Union(nowShares.Keys).Order())
        {
            var (wasWeight, nowWeight) = (wasShares.GetValueOrDefault(index), nowShares.GetValueOrDefault(index));
            if (wasWeight != nowWeight)
            {
                var flag = index < after.Variations.Length ? after : before;
                var who = $"{Words.Percent(nowWeight)} of {Words.Contexts(kind)}";
                yield return $"{who} get {Words.Variation(flag, index)}; was {Words.Percent(wasWeight)}";
            }
        }

        if (now.Rollout is { } rollout && now.Variation is null)
        {
            if (was is { Variation: null, Rollout: { } earlier } && CompareOrder(after, Runs(earlier), Runs(rollout)) is { } order)
            {
                yield return order;
            }

            var (wasSplit, nowSplit) = (was is { Variation: null, Rollout: { } old } ? Split(old) : null, Split(rollout));
            if (wasSplit is not null && wasSplit != nowSplit)
            {
                yield return $"split {nowSplit}; was {wasSplit}: who gets what changes";
            }
            else if (wasSplit is null && Suffix(rollout).Length > 0)
            {
                yield return $"split {nowSplit}";
            }
        }
    }

    // Which contexts get a variation depends on the borders between shares, in their order.
    private static string? CompareOrder(FeatureFlag flag, List<(int Variation, long Weight)> was, List<(int Variation, long Weight)> now)
    {
        var order = now.Select(share => share.Variation).Where(index => was.Exists(share => share.Variation == index));
        var isSame = was.Select(share => share.Variation).Where(index => now.Exists(share => share.Variation == index)).SequenceEqual(order)
            && (was.DistinctBy(share => share.Variation).Count() == was.Count || was.SequenceEqual(now));
        return isSame ? null : $"the shares stand in the order {Text(now)}; was {Text(was)}: who gets what changes";

        string Text(List<(int Variation, long Weight)> shares) =>
            string.Join(", ", shares.Select(share => $"{Words.Percent(share.Weight)} {Words.Variation(flag, share.Variation)}"));
    }

    // The shares from the first bucket to the last.
    private static List<(int Variation, long Weight)> Runs(Rollout rollout)
    {
        var runs = new List<(int Variation, long Weight)>();
        foreach (var share in ServedShares.Of(rollout).Where(share => share.Weight > 0))
        {
            if (runs.Count > 0 && runs[^1].Variation == share.Variation)
            {
                runs[^1] = (share.Variation, runs[^1].Weight + share.Weight);
            }
            else
            {
                runs.Add(share);
            }
        }

        return runs;
    }

    /// <summary>True where everyone gets the same.</summary>
    public static bool IsFixed(VariationOrRollout serve) => serve.Variation is not null || serve.Rollout is null;

    private static string Suffix(Rollout rollout) =>
        (Split(rollout) is var split && split == "by key of users" ? "" : $" ({split})")
        + (rollout.Kind == RolloutKind.Experiment ? " in an experiment" : "");

    public static Dictionary<int, long> Shares(VariationOrRollout serve) => serve switch
    {
        { Variation: { } variation } => new() { [variation] = Weights.Full },
        { Rollout: { } rollout } => ServedShares.Of(rollout)
            .GroupBy(share => share.Variation)
            .ToDictionary(group => group.Key, group => group.Sum(share => share.Weight)),
        _ => [],
    };
}
