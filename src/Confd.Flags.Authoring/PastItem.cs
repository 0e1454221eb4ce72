using Confd.Flags.Storage;

namespace Confd.Flags.Authoring;

/// <summary>What a flag or segment was at one moment.</summary>
/// <param name="Kind">Flags or segments.</param>
/// <param name="Key">The key.</param>
/// <param name="Item">What was stored then; null: nothing was.</param>
/// <param name="LastVersion">The highest version that is known since then, also of one that is gone; 0 where there is none.</param>
public sealed record PastItem(DataKind Kind, string Key, VersionedItem? Item, long LastVersion = 0);
