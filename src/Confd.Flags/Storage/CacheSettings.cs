using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Storage;

/// <summary>The settings and state that all entries of one cache share.</summary>
/// <param name="Store">The cache.</param>
/// <param name="Options">How long values are cached.</param>
/// <param name="Lifetime">Cancelled with the cache.</param>
internal sealed record CacheSettings(IFlagStore Store, FlagCacheOptions Options, CancellationToken Lifetime)
{
    /// <summary>Whether the loads of all entries succeed.</summary>
    public FollowingHealth Loads { get; } = new(Store, Options.Clock, Options.Logger ?? NullLogger.Instance);

    /// <summary>The clock for ages.</summary>
    public TimeProvider Clock => Options.Clock;

    /// <summary>Logs the use of stale values.</summary>
    public ILogger Logger => Options.Logger ?? NullLogger.Instance;

    /// <summary>How long a request waits for the store where a stale value is available.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The loads of all entries that took longer than <see cref="MaxWait"/>.</summary>
    public LateLoads LateLoads { get; } = new();
}
