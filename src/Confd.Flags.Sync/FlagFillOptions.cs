using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Sync;

/// <summary>Options common to a <see cref="FlagSync"/> and a <see cref="Stores.LaunchDarklyStore"/>: how they follow LaunchDarkly, and
/// which changes of a table they may make.</summary>
public abstract record FlagFillOptions
{
    private protected FlagFillOptions()
    {
    }

    /// <summary>The interval of polling.</summary>
    /// <value>30 seconds, LaunchDarkly's default and minimum.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Applies data to a table even if it would remove everything that is stored, or more than half of 20 or more items. Otherwise
    /// none of it is applied, with a warning.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Takes over a table that was filled from another source, or by hand, once: if yet another source takes it over later, that
    /// one keeps it. Otherwise nothing is written to it.</summary>
    public bool TakeOver { get; init; }

    /// <summary>The maximum age of a table's tombstones, for which they prevent late writes of older versions of a deleted item.</summary>
    /// <value>30 days. <see cref="Timeout.InfiniteTimeSpan"/>: they stay for ever.</value>
    public TimeSpan TombstoneAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The delay after a first failure; it doubles with each further one.</summary>
    /// <value>1 second.</value>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum delay after a failure.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The duration without failure after which the next failure counts as a first one.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Returns a random number from 0 (inclusive) to 1 (exclusive) for each delay.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>The clock of delays; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs connections, changes and failures; never the SDK key or the contents of a flag.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public virtual void Validate()
    {
        var check = new OptionCheck(GetType().Name);
        check.RequireTime(PollInterval, nameof(PollInterval));
        check.RequireTime(TombstoneAge, nameof(TombstoneAge), orZero: true, orInfinite: true);
        check.RequireTime(FirstRetryDelay, nameof(FirstRetryDelay), orZero: true);
        check.RequireTimer(MaxRetryDelay, nameof(MaxRetryDelay), orZero: true);
        check.RequireTime(ResetAfter, nameof(ResetAfter), orZero: true);
        check.RequireSet(Random, nameof(Random));
        check.RequireSet(Clock, nameof(Clock));
        check.RequireSet(Logger, nameof(Logger));
    }

    internal BackoffOptions Backoff => new()
    {
        BaseDelay = FirstRetryDelay,
        MaxDelay = MaxRetryDelay,
        ResetAfter = ResetAfter,
        Random = Random,
    };
}
