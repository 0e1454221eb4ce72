namespace Confd.Flags.Storage;

/// <summary>A failure to keep a store up to date.</summary>
/// <param name="Since">The start of the failure.</param>
/// <param name="Last">When an attempt last failed.</param>
public sealed record FollowingFailure(DateTimeOffset Since, DateTimeOffset Last);
