using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>What a sync has read from a table: the items, and the age of tombstones.</summary>
/// <param name="Kinds">Items by kind and key, tombstones included.</param>
/// <param name="Tombstones">All tombstones except archived items, which are never removed.</param>
public sealed record TableSnapshot(
    IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> Kinds, IReadOnlyList<SeenTombstone> Tombstones);
