using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>Detects data that is likely a mistake of the source: data that would remove all, or most, of what is stored.</summary>
internal static class RemovalLimit
{
    /// <summary>Describes what would be removed, such as <c>all 500 flags</c>; null where that is plausible.</summary>
    public static string? FindExcess(FlagDataSet data, IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen)
    {
        var flags = Count(data, seen, DataKind.Features);
        var segments = Count(data, seen, DataKind.Segments);
        var all = new Removal(flags.Stored + segments.Stored, flags.Removed + segments.Removed, flags.Wanted + segments.Wanted);
        if (all.RemovesAll)
        {
            return $"all {all.Stored} flags and segments";
        }

        if (flags.RemovesAll)
        {
            return $"all {flags.Stored} flags";
        }

        // The last segment may be removed; but not if the source has no list of segments at all.
        if (segments.RemovesAll && data.Unnamed.Contains(DataKind.Segments))
        {
            return $"all {segments.Stored} segments (it has none of 'segments', or null in its place)";
        }

        return flags.Excess("flags") ?? segments.Excess("segments") ?? all.Excess("flags and segments");
    }

    private static Removal Count(
        FlagDataSet data, IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen, DataKind kind)
    {
        var items = data.Kinds[kind];
        var stored = seen[kind].Where(item => !item.Value.IsDeleted).Select(item => item.Key).ToList();
        var deleted = stored.Count(key => items.TryGetValue(key, out var item) && item.IsDeleted);
        return new Removal(
            stored.Count, deleted + data.FindLeftovers(kind, seen[kind]).Count(), items.Values.Count(item => !item.IsDeleted));
    }

    private readonly record struct Removal(int Stored, int Removed, int Wanted)
    {
        // A source that has other items in their place has lost nothing.
        public bool RemovesAll => Share.IsAll && Wanted == 0;

        private RemovalShare Share => new(Stored, Removed);

        public string? Excess(string what) => Share.IsMostOfMany ? $"{Removed} of {Stored} {what}" : null;
    }
}
