using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>A tombstone in the table.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Its key.</param>
/// <param name="Version">Its version.</param>
/// <param name="DeletedOn">When it was written or first seen; null: not recorded yet, as LaunchDarkly's SDKs never do.</param>
public sealed record SeenTombstone(DataKind Kind, string Key, long Version, DateTimeOffset? DeletedOn);
