using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>How long a <see cref="CachedFlagStore"/> caches what it has read.</summary>
/// <remarks>Missing items are cached like items, so that an unknown flag does not cause a read of the store each time.</remarks>
public sealed record FlagCacheOptions
{
    /// <summary>How long a value is fresh, from the moment it was read.</summary>
    /// <value>
    /// 15 seconds by default, as in LaunchDarkly's SDKs. Zero: nothing is cached. <see cref="Timeout.InfiniteTimeSpan"/>: the cache is
    /// authoritative; written data stays in the cache even if the store fails, and is written again when the store is available.
    /// </value>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long before it expires a requested value is read again in the background.</summary>
    /// <value>Zero, the default: never; the first request after it expires waits for the store. Less than the time to live.</value>
    public TimeSpan RefreshAhead { get; init; }

    /// <summary>How long after it expires a value may still be returned while the store cannot be read, or does not respond within a
    /// second.</summary>
    /// <value><see cref="Timeout.InfiniteTimeSpan"/>, the default: without limit. Zero: never, the store's failure is thrown, as in
    /// LaunchDarkly's SDKs.</value>
    public TimeSpan StaleWhileUnavailable { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The pause after a failure of the store, where a stale value can be returned or unwritten data is pending.</summary>
    /// <value>500 milliseconds by default; 24 days at most.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The clock for ages; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs the use of stale values and the writing of pending data; never values. Null: nothing is logged.</summary>
    public ILogger? Logger { get; init; }

    internal bool IsOff => TimeToLive == TimeSpan.Zero;

    internal bool IsInfinite => TimeToLive == Timeout.InfiniteTimeSpan;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(FlagCacheOptions));
        check.RequireTime(TimeToLive, nameof(TimeToLive), orZero: true, orInfinite: true);
        check.RequireTime(RefreshAhead, nameof(RefreshAhead), orZero: true);
        check.Require(
            IsInfinite || IsOff || RefreshAhead < TimeToLive,
            nameof(RefreshAhead),
            $"has to be less than {nameof(TimeToLive)}, {TimeToLive:c}; it is {RefreshAhead:c}");
        check.RequireTime(StaleWhileUnavailable, nameof(StaleWhileUnavailable), orZero: true, orInfinite: true);
        check.RequireTimer(RetryDelay, nameof(RetryDelay));
        check.RequireSet(Clock, nameof(Clock));
    }
}
