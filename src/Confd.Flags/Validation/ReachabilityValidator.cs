using System.Collections.Immutable;
using Confd.Flags.Contexts;
using Confd.Flags.Model;
using Confd.Shared;

namespace Confd.Flags.Validation;

/// <summary>Finds what can never take effect: rules that follow one which matches everything, conditions that contradict each other, lists
/// that are never used.</summary>
internal static class ReachabilityValidator
{
    // Lists of thousands of values are common, and every pair of conditions is compared.
    private const int FewValues = 8;

    private static readonly BuiltInAttribute[] OneText = [BuiltInAttribute.Key, BuiltInAttribute.Name];

    public static void Validate(FeatureFlag flag, ValidationScope place)
    {
        ValidateRules(flag.Rules.Select(rule => (rule.Clauses, TakesAll: true)).ToList(), place);
        ValidateTargets(flag, place);
        for (var i = 0; i < flag.Rules.Length; i++)
        {
            ValidateExperiment(flag.Rules[i].Serve, place.Field("rules").Item(i));
        }

        ValidateExperiment(flag.Fallthrough, place.Field("fallthrough"));
    }

    public static void Validate(Segment segment, ValidationScope place)
    {
        ValidateRules(segment.Rules.Select(rule => (rule.Clauses, TakesAll: rule.Weight is null or >= Weights.Full)).ToList(), place);
        for (var i = 0; i < segment.Rules.Length; i++)
        {
            if (segment.Rules[i].Weight == 0)
            {
                place.Field("rules").Item(i).Field("weight").AddWarning("is 0: the rule matches no context");
            }
        }

        var both = segment.Excluded.Count(segment.Included.Contains);
        if (both > 0)
        {
            place.Field("excluded").AddWarning($"has {both} of the keys that 'included' has: these are in");
        }
    }

    /// <summary>True for a segment that no context can be in.</summary>
    public static bool IsEmpty(Segment segment) => !segment.IsUnbounded && segment.Included.Count == 0 && segment.Rules.IsEmpty
        && segment.IncludedContexts.All(target => target.Values.Count == 0);

    /// <summary>The variations that a flag that is on can serve.</summary>
    public static HashSet<int> ServedBy(FeatureFlag flag) =>
    [
        .. flag.Targets.Concat(flag.ContextTargets).Select(target => target.Variation),
        .. flag.Rules.Select(rule => rule.Serve).Append(flag.Fallthrough).SelectMany(ServedBy),
        .. flag.Prerequisites.IsEmpty || flag.OffVariation is not { } off ? Array.Empty<int>() : [off],
    ];

    private static IEnumerable<int> ServedBy(VariationOrRollout serve) => serve.Variation is { } variation
        ? [variation]
        : serve.Rollout?.Variations.Where(share => share.Weight > 0).Select(share => share.Variation) ?? [];

    private static void ValidateRules(List<(ImmutableArray<Clause> Clauses, bool TakesAll)> rules, ValidationScope place)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            var at = place.Field("rules").Item(i);
            if (rules[i].Clauses.Any(clause => rules[i].Clauses.Any(other => Contradict(clause, other))))
            {
                at.Field("clauses").AddWarning("contradict each other: the rule matches no context");
                continue;
            }

            var earlier = rules.Take(i).ToList().FindIndex(
                other => other.TakesAll && other.Clauses.All(clause => rules[i].Clauses.Any(own => Implies(own, clause))));
            if (earlier >= 0)
            {
                at.AddWarning($"is never reached: the rule at {earlier} matches everything that it would match");
            }
        }
    }

    // Any of the values may match, so fewer values match less; for a negated clause, fewer values match more.
    private static bool Implies(Clause narrow, Clause wide) => IsAlike(narrow, wide) && narrow.IsNegated == wide.IsNegated
        && (narrow.IsNegated ? IsSubset(wide, narrow) : IsSubset(narrow, wide));

    private static bool Contradict(Clause one, Clause other)
    {
        if (!IsAlike(one, other) || one.Values.IsEmpty || other.Values.IsEmpty)
        {
            return false;
        }

        if (!one.IsNegated && other.IsNegated)
        {
            return IsSubset(one, other);
        }

        // An attribute may be a list and match both; these built-in attributes are a single string.
        return !one.IsNegated && !other.IsNegated && one.OperatorName == "in" && OneText.Contains(one.Reference.BuiltIn)
            && !Any(one.Values, other.Values);
    }

    private static bool IsAlike(Clause one, Clause other) =>
        one.OperatorName == other.OperatorName && (one.IsSegmentMatch || HasSameAttribute(one, other));

    private static bool HasSameAttribute(Clause one, Clause other) =>
        one.Attribute == other.Attribute && ContextKind.OrUser(one.ContextKind) == ContextKind.OrUser(other.ContextKind);

    private static bool IsSubset(Clause part, Clause whole) =>
        part.Values.Length <= FewValues || whole.Values.Length <= FewValues
            ? part.Values.All(value => whole.Values.Contains(value))
            : whole.Values.ToHashSet().IsSupersetOf(part.Values);

    private static bool Any(ImmutableArray<FlagValue> values, ImmutableArray<FlagValue> others) =>
        values.Length <= FewValues || others.Length <= FewValues
            ? values.Any(others.Contains)
            : others.ToHashSet().Overlaps(values);

    private static void ValidateExperiment(VariationOrRollout serve, ValidationScope place)
    {
        if (serve is { Variation: null, Rollout: { Kind: RolloutKind.Experiment, BucketBy: not (null or "" or "key") } })
        {
            place.Field("rollout").Field("bucketBy").AddWarning("is ignored: an experiment is always split by the key");
        }
    }

    private static void ValidateTargets(FeatureFlag flag, ValidationScope place)
    {
        ValidateUnique(flag, place);
        if (flag.ContextTargets.IsEmpty)
        {
            return;
        }

        var standIns = flag.ContextTargets.Where(IsOfUsers).Select(target => target.Variation).ToHashSet();
        for (var i = 0; i < flag.Targets.Length; i++)
        {
            if (flag.Targets[i].Values.Count > 0 && !standIns.Contains(flag.Targets[i].Variation))
            {
                place.Field("targets").Item(i).AddWarning("is ignored: 'contextTargets' has no entry for users with its variation");
            }
        }

        for (var i = 0; i < flag.ContextTargets.Length; i++)
        {
            if (IsOfUsers(flag.ContextTargets[i]) && flag.ContextTargets[i].Values.Count > 0)
            {
                place.Field("contextTargets").Item(i).Field("values").AddWarning("is ignored: users are in 'targets'");
            }
        }
    }

    private static void ValidateUnique(FeatureFlag flag, ValidationScope place)
    {
        var seen = new HashSet<(string Kind, string Key)>();
        foreach (var (targets, name, index) in InOrder(flag).Distinct())
        {
            var kind = ContextKind.OrUser(targets[index].ContextKind);
            var twice = targets[index].Values.Count(key => !seen.Add((kind, key)));
            if (twice > 0)
            {
                place.Field(name).Item(index).Field("values").AddWarning(
                    twice == 1 ? "has 1 key that comes before: there it counts" : $"has {twice} keys that come before: there they count");
            }
        }
    }

    // The lists in the order in which the evaluator asks them. An entry for users in 'contextTargets' stands for the list of its variation.
    private static IEnumerable<(ImmutableArray<Target> Targets, string Name, int Index)> InOrder(FeatureFlag flag)
    {
        if (flag.ContextTargets.IsEmpty)
        {
            return Enumerable.Range(0, flag.Targets.Length).Select(index => (flag.Targets, "targets", index));
        }

        var first = new Dictionary<int, int>();
        for (var i = 0; i < flag.Targets.Length; i++)
        {
            first.TryAdd(flag.Targets[i].Variation, i);
        }

        return Enumerable.Range(0, flag.ContextTargets.Length)
            .Select(index => !IsOfUsers(flag.ContextTargets[index]) ? (flag.ContextTargets, "contextTargets", index)
                : (flag.Targets, "targets", first.GetValueOrDefault(flag.ContextTargets[index].Variation, -1)))
            .Where(list => list.Item3 >= 0);
    }

    private static bool IsOfUsers(Target target) => ContextKind.OrUser(target.ContextKind) == ContextKind.User;
}
