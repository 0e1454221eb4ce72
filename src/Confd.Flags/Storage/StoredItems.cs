namespace Confd.Flags.Storage;

/// <summary>The contents of a store at one moment: flags and segments as bytes, tombstones included.</summary>
internal sealed record StoredItems(IReadOnlyDictionary<string, VersionedItem> Flags, IReadOnlyDictionary<string, VersionedItem> Segments);
