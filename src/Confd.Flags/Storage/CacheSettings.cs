using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>The settings and state that all entries of one cache share.</summary>
/// <param name="Store">The cache.</param>
/// <param name="Options">How long values are cached.</param>
/// <param name="Logger">Logs failed loads and writes, and the use of stale values.</param>
/// <param name="Lifetime">Cancelled with the cache.</param>
internal sealed record CacheSettings(IFlagStore Store, FlagCacheOptions Options, DeferredLogger Logger, CancellationToken Lifetime)
{
    /// <summary>Whether the loads of all entries succeed.</summary>
    public FollowingHealth Loads { get; } = new(Store, Options.Clock, Logger);

    /// <summary>The clock for ages.</summary>
    public TimeProvider Clock => Options.Clock;

    /// <summary>How long a request waits for the store where a stale value is available.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The loads of all entries that took longer than <see cref="MaxWait"/>.</summary>
    public LateLoads LateLoads { get; } = new();
}
