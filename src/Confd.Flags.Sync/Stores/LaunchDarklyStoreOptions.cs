using Confd.Flags.Storage;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync.Stores;

/// <summary>How a <see cref="LaunchDarklyStore"/> gets its data.</summary>
public sealed record LaunchDarklyStoreOptions
{
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromHours(1);

    /// <summary>True: the service is asked at an interval; false, the default: its stream is followed.</summary>
    public bool IsPolling { get; init; }

    /// <summary>How long to wait between two questions when polling.</summary>
    /// <value>30 seconds, LaunchDarkly's default and least.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Where the data is kept. In a store that others read too, such as one in DynamoDB, it is written as it comes, and read from there as
    /// soon as it is asked for; a <see cref="CachedFlagStore"/> in front of it is told of each change. One that several may fill
    /// (<see cref="Reconciling.IReconcilingFlagStore"/>) is filled as by a <see cref="FlagSync"/>: from one source, where it differs, and
    /// never emptied by mistake. Behind a cache that <see cref="CachedFlagStore.WritesLater"/> it is written as the stream says,
    /// whoever else fills it.
    /// </summary>
    /// <value>Null, the default: in memory; readers wait until the service has answered once.</value>
    public IFlagStore? Behind { get; init; }

    /// <summary>Where <see cref="Behind"/> is a table: applies also what would remove everything that is stored, or more than half of 20 or
    /// more. Else nothing of it is applied, with a warning.</summary>
    public bool AllowEmpty { get; init; }

    /// <summary>Where <see cref="Behind"/> is a table: takes it over from another source, once. Else nothing is written into it, and that
    /// is tried again as after a refusal.</summary>
    public bool TakeOver { get; init; }

    /// <summary>The wait after a first failure; it doubles with each further one.</summary>
    /// <value>1 second.</value>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after a failure.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait after a first refusal, such as 401 for a key that is not known; it doubles with each further one, up to an
    /// hour or to this wait where it is longer.</summary>
    /// <value>5 minutes.</value>
    public TimeSpan RefusedRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long things must go well for the next failure to count as a first one.</summary>
    /// <value>60 seconds.</value>
    public TimeSpan GoodTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Draws a number from 0 (inclusive) to 1 (exclusive) for each wait.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>The clock; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears of connections and failures; never of the SDK key or of what a flag holds. Null: no one.</summary>
    public ILogger? Logger { get; init; }

    internal BackoffOptions RefusalBackoff => Backoff with
    {
        First = IsPolling && PollInterval > RefusedRetryDelay ? PollInterval : RefusedRetryDelay,
        Longest = RefusedRetryDelay > LongestRefusal ? RefusedRetryDelay : LongestRefusal,
    };

    internal BackoffOptions Backoff => new()
    {
        First = FirstRetryDelay,
        Longest = MaxRetryDelay,
        GoodTime = GoodTime,
        Random = Random,
    };
}
