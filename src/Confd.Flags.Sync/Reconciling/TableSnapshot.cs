using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>What a sync has read from a table: the items, and the age of tombstones.</summary>
public sealed class TableSnapshot
{
    /// <summary>Items by kind and key, tombstones included.</summary>
    public Dictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> Kinds { get; } = [];

    /// <summary>All tombstones except archived items, which are never removed.</summary>
    public List<SeenTombstone> Tombstones { get; } = [];
}
