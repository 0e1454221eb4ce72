using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>What a sync has read of a table: the items, and since when tombstones are there.</summary>
public sealed class SeenTable
{
    /// <summary>Items by kind and key, tombstones included.</summary>
    public Dictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> Kinds { get; } = [];

    /// <summary>All tombstones but those that hold what was archived, which stays for good.</summary>
    public List<SeenTombstone> Tombstones { get; } = [];
}
