namespace Confd.Flags.Storage;

/// <summary>A change of one item of a store.</summary>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">The item's key.</param>
/// <param name="Item">The item as it is stored now, also a tombstone; null where there is none, or it was not reported.</param>
/// <param name="IsReported">False: the item has to be read from the store.</param>
public sealed record StoredChange(DataKind Kind, string Key, VersionedItem? Item, bool IsReported = true)
{
    /// <summary>True where the change may be from before the watch was opened, or from before a gap: an item that is reported as stored may
    /// have been removed since, so that it has to be read from the store unless an earlier version of it is known.</summary>
    public bool MayBeOutdated { get; init; }
}
