using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>Determines what a first sync would destroy in a table that no sync has filled: items of people or another program.</summary>
internal static class UnsyncedItems
{
    /// <summary>Returns the flags and segments that would be removed, or replaced by an earlier version; empty where items would only be
    /// added or updated.</summary>
    public static IReadOnlyList<string> FindOverwritten(
        FlagDataSet data, IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen)
    {
        return
        [
            .. data.Kinds.SelectMany(kind => seen[kind.Key]
                .Where(item => !item.Value.IsDeleted && IsLost(kind.Key, kind.Value, item))
                .Select(item => $"{kind.Key}/{item.Key}"))
                .Order(StringComparer.Ordinal),
        ];

        bool IsLost(DataKind kind, IReadOnlyDictionary<string, VersionedItem> items, KeyValuePair<string, VersionedItem> stored) =>
            items.TryGetValue(stored.Key, out var item)
                ? item.IsDeleted || item.Version < stored.Value.Version
                : !data.PassedOver.Any(fault => fault.Kind == kind && fault.Key == stored.Key);
    }
}
