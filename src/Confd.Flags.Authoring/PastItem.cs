using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>The state of a flag or segment at one moment.</summary>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">The key.</param>
/// <param name="Item">The stored item at that time; null: there was none.</param>
/// <param name="LastVersion">The highest known version since then, also of a deleted one; 0 where there is none.</param>
public sealed record PastItem(DataKind Kind, string Key, VersionedItem? Item, long LastVersion = 0);
