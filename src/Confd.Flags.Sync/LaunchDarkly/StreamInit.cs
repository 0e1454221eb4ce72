namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>One attempt to open the service's stream, for diagnostics.</summary>
/// <param name="StartedAt">When it started.</param>
/// <param name="Duration">The time until the first message was received, or until it failed.</param>
/// <param name="HasFailed">True where no message was received.</param>
public sealed record StreamInit(DateTimeOffset StartedAt, TimeSpan Duration, bool HasFailed);
