using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>Sorts flags into stages: no flag comes before one of its prerequisites. A cycle is broken where it is first found.</summary>
internal static class PrerequisiteOrder
{
    /// <summary>Creates the stages of a kind; at least one, which is empty if there are no items.</summary>
    public static IEnumerable<KindItems> Stages(
        DataKind kind, IReadOnlyDictionary<string, VersionedItem> items, IReadOnlyDictionary<string, IReadOnlyList<string>> prerequisites)
    {
        var depths = new Dictionary<string, int>(items.Count, StringComparer.Ordinal);
        foreach (var key in DependencyOrder.Of(items.Keys, key => prerequisites.GetValueOrDefault(key) ?? []))
        {
            // A prerequisite whose depth is not known yet closes a cycle.
            depths[key] = (prerequisites.GetValueOrDefault(key) ?? [])
                .Select(next => depths.TryGetValue(next, out var depth) ? depth + 1 : 0).DefaultIfEmpty(0).Max();
        }

        var stages = items.GroupBy(item => depths[item.Key]).OrderBy(stage => stage.Key)
            .Select(stage => new KindItems(kind, stage.ToDictionary(StringComparer.Ordinal)))
            .ToList();
        return stages.Count > 0 ? stages : [new KindItems(kind, items)];
    }
}
