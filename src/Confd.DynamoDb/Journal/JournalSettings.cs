using Confd.Shared;

namespace Confd.DynamoDb.Journal;

/// <summary>Times of the journal's protocol. Writers of one journal should use the same; readers only need to be slower than the
/// beat.</summary>
/// <remarks>
/// The defaults are chosen so that a killed writer delays a change by less than eight seconds: a reader detects an unchanged head
/// <see cref="LeaseTime"/> after the last beat that it read, with its next request (<see cref="Interval"/> and a tenth); of <i>n</i>
/// readers the first waits <see cref="TakeoverSpread"/> / <i>n</i>; it takes over, reads its position and opens the stream with five
/// requests; and all others get the entries that it appends with their next request. That is 3 + 1.1 + 1 + 0.5 + 1.1 seconds at worst, with
/// one reader left and a tenth of a second for each request. A lease of three beats survives two that are late; a shorter one would be lost
/// by a short delay.
/// </remarks>
public sealed record JournalSettings
{
    /// <summary>The default time for which entries are kept.</summary>
    /// <value>30 days.</value>
    public static TimeSpan DefaultKeep { get; } = TimeSpan.FromDays(30);

    /// <summary>The shortest time for which entries can be kept.</summary>
    /// <value>One hour.</value>
    public static TimeSpan MinKeep { get; } = TimeSpan.FromHours(1);

    /// <summary>The longest time for which entries can be kept.</summary>
    /// <value>36,500 days, a century.</value>
    public static TimeSpan MaxKeep { get; } = TimeSpan.FromDays(36_500);

    /// <summary>How often a reader requests new entries, with a random variation.</summary>
    /// <value>Default 1 second: half a read unit a second.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The interval of heartbeats of a writer that has nothing to write.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the head must not change, by an observer's clock, before another writer may take over.</summary>
    /// <value>Default 3 seconds.</value>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The maximum random delay before a takeover, so that not all try at the same time.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan TakeoverSpread { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a writer reads the stream.</summary>
    /// <value>Default half a second: a shard may be read five times a second, by all its readers together.</value>
    public TimeSpan StreamInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long there may be no writer before a reader leaves the journal and follows the table in another way; each reader adds a
    /// part of <see cref="RereadSpread"/>.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum random delay before the table is read again, where entries that a reader needs are gone.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan RereadSpread { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum random delay before an item is read that was too large for the journal.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan LargeItemSpread { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a reader that has left a journal checks whether it has a writer again, with a random variation by half in either
    /// direction.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan ReturnInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a watcher that found no journal checks for one, with a random variation by half in either direction.</summary>
    /// <value>Default 5 minutes.</value>
    public TimeSpan SearchInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the table is read while neither journal nor stream report changes.</summary>
    /// <value>Default 1 minute.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The maximum delay of a reader that is throttled.</summary>
    /// <value>Default 15 seconds.</value>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Returns random numbers: at least 0 and below 1.</summary>
    /// <value>Default the shared random number generator.</value>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    internal void Validate()
    {
        var check = new OptionCheck(nameof(JournalSettings));
        check.RequireTimer(Interval, nameof(Interval));
        check.RequireTimer(HeartbeatInterval, nameof(HeartbeatInterval));
        check.RequireTimer(LeaseTime, nameof(LeaseTime));
        check.RequireTimer(TakeoverSpread, nameof(TakeoverSpread), orZero: true);
        check.RequireTimer(StreamInterval, nameof(StreamInterval));
        check.RequireTimer(SilenceLimit, nameof(SilenceLimit));
        check.RequireTimer(RereadSpread, nameof(RereadSpread), orZero: true);
        check.RequireTimer(LargeItemSpread, nameof(LargeItemSpread), orZero: true);
        check.RequireTimer(ReturnInterval, nameof(ReturnInterval));
        check.RequireTimer(SearchInterval, nameof(SearchInterval));
        check.RequireTimer(PollInterval, nameof(PollInterval));
        check.RequireTimer(MaxInterval, nameof(MaxInterval));
        check.RequireSet(Random, nameof(Random));
    }
}
