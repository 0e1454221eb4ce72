using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>An item of a reading.</summary>
/// <param name="Item">As it is stored.</param>
/// <param name="Prepared">The flag or segment; null for a tombstone, and for what cannot be read.</param>
internal readonly record struct HeldItem(VersionedItem Item, object? Prepared);
