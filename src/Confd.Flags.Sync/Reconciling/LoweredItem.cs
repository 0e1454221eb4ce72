using Confd.Flags.Storage;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>An item that was replaced by an older version of itself.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Its key.</param>
/// <param name="Before">The version that was stored.</param>
/// <param name="Now">The version that is stored now.</param>
public sealed record LoweredItem(DataKind Kind, string Key, long Before, long Now);
