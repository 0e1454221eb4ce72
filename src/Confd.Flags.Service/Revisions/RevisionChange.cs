using Confd.Flags.Storage;

namespace Confd.Flags.Service.Revisions;

/// <summary>One item that differs between two revisions.</summary>
/// <param name="Kind">Flag or segment.</param>
/// <param name="Key">Its key.</param>
/// <param name="Json">The item now; null if it is gone.</param>
/// <param name="Version">Its version now, or that of its deletion.</param>
internal sealed record RevisionChange(DataKind Kind, string Key, ReadOnlyMemory<byte>? Json, long Version);
