namespace Confd.Flags.Sync.Reconciling;

/// <summary>Some rows of a store, in the store's order, which is that of the keys' UTF-8 bytes.</summary>
/// <param name="Keys">The keys of all rows in that part, tombstones included.</param>
/// <param name="Last">The last key of the part; null where no row follows.</param>
public sealed record TableSlice(IReadOnlyList<string> Keys, string? Last);
