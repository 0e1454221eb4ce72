namespace Confd.Following;

/// <summary>How a source is followed.</summary>
public sealed record FollowOptions
{
    /// <summary>The interval of polling, where the source cannot be watched; and how often it is read while a watch cannot be opened.</summary>
    /// <value>Default 1 minute.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Waits after failures.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>How long the first reading waits for the watch to open. A watch that takes longer does not hold up the first reading.</summary>
    /// <value>Default 1 second; <see cref="Timeout.InfiniteTimeSpan"/>: the first reading comes after the watch, or its failure.</value>
    public TimeSpan OpeningPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long nothing more must come after a change before it is applied, so that a group of writes is one change.</summary>
    /// <value>Default zero: each change is applied at once.</value>
    public TimeSpan SettleTime { get; init; }

    /// <summary>A source that never falls quiet has its changes applied after this time nevertheless.</summary>
    /// <value>Default 10 seconds.</value>
    public TimeSpan LongestSettleTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>All waits are measured by it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
