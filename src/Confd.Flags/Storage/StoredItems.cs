namespace Confd.Flags.Storage;

/// <summary>What a store held at one moment: flags and segments as bytes, tombstones included.</summary>
internal sealed record StoredItems(IReadOnlyDictionary<string, VersionedItem> Flags, IReadOnlyDictionary<string, VersionedItem> Segments);
