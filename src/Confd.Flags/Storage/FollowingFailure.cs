namespace Confd.Flags.Storage;

/// <summary>That a store is not kept up to date any more.</summary>
/// <param name="Since">Since when that is so.</param>
/// <param name="Last">When an attempt last failed.</param>
public sealed record FollowingFailure(DateTimeOffset Since, DateTimeOffset Last);
