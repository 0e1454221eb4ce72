using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Storage;

/// <summary>How long a <see cref="CachedFlagStore"/> believes what it has read.</summary>
/// <remarks>Answers that there is no such item are kept like items, so that an unknown flag does not ask the store each time.</remarks>
public sealed record FlagCacheOptions
{
    /// <summary>How long an answer counts as fresh, from the moment it was read.</summary>
    /// <value>
    /// 15 seconds by default, as in LaunchDarkly's SDKs. Zero: nothing is kept. <see cref="Timeout.InfiniteTimeSpan"/>: the cache is the
    /// truth; what is written stays in the cache even if the store refuses it, and is written again when the store is back.
    /// </value>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long before its end of life an answer that is asked for is read again in the background.</summary>
    /// <value>Zero, the default: never; the first question after the end of life waits for the store. Less than the time to live.</value>
    public TimeSpan RefreshAhead { get; init; }

    /// <summary>How long after its end of life an answer may still be given while the store cannot be read, or does not answer
    /// within a second.</summary>
    /// <value>Zero, the default: never, the store's failure is thrown. <see cref="Timeout.InfiniteTimeSpan"/>: without limit.</value>
    public TimeSpan StaleWhileUnavailable { get; init; }

    /// <summary>How long a store that failed is left alone, where an old answer can be given or unwritten data waits for it.</summary>
    /// <value>500 milliseconds by default; 24 days at most.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Measures ages; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Is told when stale answers are served and when unwritten data has been written; never of values. Null: no one.</summary>
    public ILogger? Logger { get; init; }

    internal bool IsOff => TimeToLive == TimeSpan.Zero;

    internal bool IsInfinite => TimeToLive == Timeout.InfiniteTimeSpan;

    /// <summary>Checks the settings, as whoever takes them does.</summary>
    /// <exception cref="ArgumentException">One cannot be used; the message names it and what it may be.</exception>
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
