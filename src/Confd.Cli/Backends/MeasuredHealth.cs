using Confd.Backends;

namespace Confd.Cli.Backends;

/// <summary>The result of a backend's health check, how long it took, and when it ended.</summary>
internal sealed record MeasuredHealth(BackendHealth Health, TimeSpan Duration, DateTimeOffset CheckedAt);
