using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>An item of a reading.</summary>
/// <param name="Item">As it was stored when it could last be read; if it never could, as it is stored.</param>
/// <param name="Prepared">The flag or segment; null for a tombstone, and for what cannot be read.</param>
/// <param name="Refused">What is stored now, and cannot be read; null where that is <paramref name="Item"/>.</param>
internal readonly record struct HeldItem(VersionedItem Item, object? Prepared, VersionedItem? Refused = null);
