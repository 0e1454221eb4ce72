using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Short descriptions of flags.</summary>
public static class FlagSummary
{
    /// <summary>What most contexts get now, and what else applies: <c>10 % get true, 90 % get false; 2 rules, 3 targets</c>.</summary>
    public static string Of(FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        if (!flag.IsOn)
        {
            return $"everyone gets {Off(flag)}";
        }

        var more = new[]
        {
            Count(flag.Prerequisites.Length, "prerequisite"),
            Count(CountTargets(flag), "target"),
            Count(flag.Rules.Length, "rule"),
        }.OfType<string>().ToList();
        var most = ServeWords.IsFixed(flag.Fallthrough) ? $"{(more.Count > 0 ? "most get" : "everyone gets")} {Most(flag)}" : Most(flag);
        return more.Count == 0 ? most : $"{most}; {string.Join(", ", more)}";
    }

    /// <summary>What contexts that match no target and no rule get, the largest share first.</summary>
    public static string Most(FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return ServeWords.Most(flag, flag.Fallthrough);
    }

    /// <summary>What is served while the flag is off.</summary>
    public static string Off(FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.OffVariation is { } variation ? Words.Variation(flag, variation) : "the caller's default";
    }

    /// <summary>What contexts of a rule or the fallthrough get: <c>true</c>, or <c>10 % get true, 90 % get false</c>.</summary>
    public static string Serves(FeatureFlag flag, VariationOrRollout serve)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return ServeWords.Of(flag, serve);
    }

    /// <summary>The conditions of a rule: <c>country in NO, SE and plan in pro</c>.</summary>
    public static string Conditions(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return ClauseWords.All(rule.Clauses);
    }

    /// <summary>A variation by its value, with its index where two look alike.</summary>
    public static string Variation(FeatureFlag flag, int index)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return Words.Variation(flag, index);
    }

    /// <summary>The number of contexts that are targets.</summary>
    public static int CountTargets(FeatureFlag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return TargetList.Of(flag).Sum(target => target.Keys.Count);
    }

    /// <summary>The shares by variation, in 1/100000; they add up to the whole: weights that do not are read as evaluators do.</summary>
    public static IReadOnlyDictionary<int, long> SharesOf(VariationOrRollout serve) => ServeWords.Shares(serve);

    private static string? Count(int count, string noun) => count switch
    {
        0 => null,
        1 => $"1 {noun}",
        _ => $"{count} {noun}s",
    };
}
