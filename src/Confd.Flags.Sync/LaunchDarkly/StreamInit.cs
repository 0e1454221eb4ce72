namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>One attempt to open the service's stream, for diagnostics.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took until the first message was there, or until it failed.</param>
/// <param name="HasFailed">True where no message came.</param>
public sealed record StreamInit(DateTimeOffset StartedAt, TimeSpan Duration, bool HasFailed);
