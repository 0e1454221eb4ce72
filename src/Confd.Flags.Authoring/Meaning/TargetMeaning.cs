using Confd.Flags.Model;

namespace Confd.Flags.Authoring.Meaning;

/// <summary>Describes the effects of a change on contexts that are served by their key.</summary>
internal static class TargetMeaning
{
    public static IEnumerable<MeaningLine> Compare(FeatureFlag? before, FeatureFlag after)
    {
        var (was, now) = (ByContext(before), ByContext(after));
        var changes =
            from context in was.Keys.Union(now.Keys)
            let wasServed = was.TryGetValue(context, out var old) ? Words.Variation(before!, old) : null
            let isServed = now.TryGetValue(context, out var next) ? Words.Variation(after, next) : null
            where wasServed != isServed
            group context.Key by (context.Kind, wasServed, isServed);
        foreach (var group in changes)
        {
            var (kind, wasServed, isServed) = group.Key;
            var keys = Words.List([.. group.Select(Words.Key)]);
            yield return new(Words.Contexts(kind), (wasServed, isServed) switch
            {
                (null, _) => $"{keys} get {isServed}",
                (_, null) => $"{keys} are no longer named; they got {wasServed}",
                _ => $"{keys} get {isServed}; was {wasServed}",
            });
        }

        if (before is not null && CompareOrder(before, after) is { } order)
        {
            yield return order;
        }
    }

    // Decides for contexts of several kinds of which more than one is named.
    private static MeaningLine? CompareOrder(FeatureFlag before, FeatureFlag after)
    {
        var (was, now) = (Lists(before), Lists(after));
        var wasOrder = was.Where(now.Contains).ToList();
        var isOrder = now.Where(was.Contains).ToList();
        return wasOrder.SequenceEqual(isOrder) || isOrder.DistinctBy(list => list.Kind).Count() < 2
            ? null
            : new(
                "targets",
                $"are evaluated in the order {Text(after, isOrder)}; was {Text(before, wasOrder)}: "
                + "contexts of several kinds may get another");

        static List<(string Kind, int Variation)> Lists(FeatureFlag flag) =>
            [.. TargetList.Of(flag).Select(list => (list.ContextKind, list.Variation)).Distinct()];

        static string Text(FeatureFlag flag, IEnumerable<(string Kind, int Variation)> lists) =>
            string.Join(", ", lists.Select(list => $"{Words.Contexts(list.Kind)} for {Words.Variation(flag, list.Variation)}"));
    }

    // Of several lists with one context the first takes precedence.
    private static Dictionary<(string Kind, string Key), int> ByContext(FeatureFlag? flag)
    {
        var served = new Dictionary<(string Kind, string Key), int>();
        foreach (var list in flag is null ? [] : TargetList.Of(flag))
        {
            foreach (var key in list.Keys)
            {
                served.TryAdd((list.ContextKind, key), list.Variation);
            }
        }

        return served;
    }
}
