using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

/// <summary>The times of a <see cref="FlagSync"/>, and what it may do.</summary>
public sealed record FlagSyncOptions
{
    /// <summary>How long to wait between two questions when polling.</summary>
    /// <value>30 seconds, LaunchDarkly's default and least.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After which time the table is compared again with everything, even if the source says that nothing has changed.</summary>
    /// <value>1 hour.</value>
    public TimeSpan FullInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often the table's mark is looked at: a table that lost its rows, or was made anew, is filled again.</summary>
    /// <value>1 minute.</value>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the source may be away before that counts as a problem, where the table was equal to it before.</summary>
    /// <value>1 minute.</value>
    public TimeSpan ReconnectTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How old tombstones become. Late writes of a deleted item's older versions are kept out for so long.</summary>
    /// <value>30 days. <see cref="Timeout.InfiniteTimeSpan"/>: they stay for ever.</value>
    public TimeSpan TombstoneAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Applies also what would remove everything that is stored, or more than half of 20 or more.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Takes over a table that was filled from another source, or by hand, once: if yet another source takes it over later, that
    /// one has it.</summary>
    public bool TakeOver { get; init; }

    /// <summary>The wait after a first failure; it doubles with each further one.</summary>
    /// <value>1 second.</value>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after a failure.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long things must go well for the next failure to count as a first one.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan GoodTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a write that is under way may take to finish after a stop was asked for.</summary>
    /// <value>1.5 seconds.</value>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Draws a number from 0 (inclusive) to 1 (exclusive) for each wait.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>The clock of waits; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears of connections, changes and failures; never of the SDK key or of what a flag holds. Null: no one.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Counts; null: nothing is counted.</summary>
    public FlagSyncMetrics? Metrics { get; init; }

    internal BackoffOptions Backoff => new()
    {
        First = FirstRetryDelay,
        Longest = MaxRetryDelay,
        GoodTime = GoodTime,
        Random = Random,
    };
}
