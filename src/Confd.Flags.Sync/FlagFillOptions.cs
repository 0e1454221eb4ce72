using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

/// <summary>What a <see cref="FlagSync"/> and a <see cref="Stores.LaunchDarklyStore"/> have in common: how they follow LaunchDarkly, and
/// what they may do to a table.</summary>
public abstract record FlagFillOptions
{
    private protected FlagFillOptions()
    {
    }

    /// <summary>How long to wait between two questions when polling.</summary>
    /// <value>30 seconds, LaunchDarkly's default and least.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Applies to a table also what would remove everything that is stored, or more than half of 20 or more. Else nothing of it is
    /// applied, with a warning.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Takes over a table that was filled from another source, or by hand, once: if yet another source takes it over later, that
    /// one has it. Else nothing is written into it.</summary>
    public bool TakeOver { get; init; }

    /// <summary>How old tombstones of a table become. Late writes of a deleted item's older versions are kept out for so long.</summary>
    /// <value>30 days. <see cref="Timeout.InfiniteTimeSpan"/>: they stay for ever.</value>
    public TimeSpan TombstoneAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The wait after a first failure; it doubles with each further one.</summary>
    /// <value>1 second.</value>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after a failure.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long things must go well for the next failure to count as a first one.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan GoodTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Draws a number from 0 (inclusive) to 1 (exclusive) for each wait.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>The clock of waits; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears of connections, changes and failures; never of the SDK key or of what a flag holds. Null: no one.</summary>
    public ILogger? Logger { get; init; }

    internal virtual void Validate()
    {
        var check = new OptionCheck(GetType().Name);
        check.RequireTimer(PollInterval, nameof(PollInterval));
        check.RequireTime(TombstoneAge, nameof(TombstoneAge), orZero: true, orInfinite: true);
        check.RequireTime(FirstRetryDelay, nameof(FirstRetryDelay), orZero: true);
        check.RequireTimer(MaxRetryDelay, nameof(MaxRetryDelay), orZero: true);
        check.RequireTime(GoodTime, nameof(GoodTime), orZero: true);
        check.RequireSet(Random, nameof(Random));
        check.RequireSet(Clock, nameof(Clock));
    }

    internal BackoffOptions Backoff => new()
    {
        First = FirstRetryDelay,
        Longest = MaxRetryDelay,
        GoodTime = GoodTime,
        Random = Random,
    };
}
