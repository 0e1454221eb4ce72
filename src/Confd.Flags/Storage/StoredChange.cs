namespace Confd.Flags.Storage;

/// <summary>What one item of a store came to be.</summary>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">The item's key.</param>
/// <param name="Item">What is stored now, tombstones too; null where nothing is, or it was not told.</param>
/// <param name="IsTold">False: the store has to be asked for this item.</param>
public sealed record StoredChange(DataKind Kind, string Key, VersionedItem? Item, bool IsTold = true);
