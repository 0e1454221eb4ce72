namespace Confd.Flags.Storage;

/// <summary>Sorts flags into stages: no flag comes before one of its prerequisites. A cycle is broken where it is first met.</summary>
internal static class PrerequisiteOrder
{
    /// <summary>Makes the stages of a kind; at least one, which is empty if there are no items.</summary>
    public static IEnumerable<KindItems> Stages(
        DataKind kind, IReadOnlyDictionary<string, VersionedItem> items, IReadOnlyDictionary<string, IReadOnlyList<string>> prerequisites)
    {
        var depths = new Dictionary<string, int>(items.Count, StringComparer.Ordinal);
        foreach (var key in items.Keys)
        {
            Measure(key, prerequisites, depths);
        }

        var stages = items.GroupBy(item => depths[item.Key]).OrderBy(stage => stage.Key)
            .Select(stage => new KindItems(kind, stage.ToDictionary(StringComparer.Ordinal)))
            .ToList();
        return stages.Count > 0 ? stages : [new KindItems(kind, items)];
    }

    // A stack of our own: a long chain of prerequisites in a file must not overflow the thread's.
    private static void Measure(
        string start, IReadOnlyDictionary<string, IReadOnlyList<string>> prerequisites, Dictionary<string, int> depths)
    {
        const int InProgress = -1;
        var path = new Stack<string>();
        path.Push(start);
        while (path.TryPeek(out var key))
        {
            var isKnown = depths.TryGetValue(key, out var depth);
            if (isKnown && depth != InProgress)
            {
                path.Pop();
                continue;
            }

            var asked = prerequisites.GetValueOrDefault(key) ?? [];
            if (!isKnown)
            {
                depths[key] = InProgress;
                foreach (var next in asked.Where(next => !depths.ContainsKey(next)))
                {
                    path.Push(next);
                }

                continue;
            }

            depths[key] = asked.Select(next => depths.GetValueOrDefault(next, InProgress) + 1).DefaultIfEmpty(0).Max();
            path.Pop();
        }
    }
}
