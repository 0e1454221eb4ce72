namespace Confd.Following;

/// <summary>Options of <see cref="ChangeFollower{TChange}"/>.</summary>
public sealed record FollowOptions
{
    /// <summary>The interval of polling while no watch is open: where the source cannot be watched, while a watch is being opened, and
    /// in the pauses between attempts to open one.</summary>
    /// <value>Positive. Default 1 minute; <see cref="TimeSpan.MaxValue"/>: never.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often opening a watch is tried again for a source that is polled because it could not be watched.</summary>
    /// <value>Default 5 minutes; <see cref="Timeout.InfiniteTimeSpan"/>: never.</value>
    public TimeSpan SearchInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Waits after failures.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>Waits after refusals (<see cref="IFollowedSource{TChange}.IsRefusal"/>), which are counted separately from other
    /// failures.</summary>
    /// <value>Default null: a refusal is a failure like any other.</value>
    public BackoffOptions? RefusalBackoff { get; init; }

    /// <summary>How long the first reading waits for the watch to open. A watch that takes longer does not hold up the first
    /// reading.</summary>
    /// <value>Default 1 second; <see cref="Timeout.InfiniteTimeSpan"/>: as long as a <see cref="PollInterval"/>, for a source that has
    /// just been read elsewhere.</value>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Changes are collected until none has arrived for this long, so that a group of writes is one change, even where it is
    /// reported in several.</summary>
    /// <value>Default zero: each is applied as it arrives.</value>
    public TimeSpan SettleTime { get; init; }

    /// <summary>The longest time for which changes are collected, whether more follow or not.</summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan MaxSettleTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Measures all waits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
