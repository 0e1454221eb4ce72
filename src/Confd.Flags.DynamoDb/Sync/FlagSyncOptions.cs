namespace Confd.Flags.DynamoDb.Sync;

/// <summary>The times of a <see cref="FlagSync"/>.</summary>
public sealed record FlagSyncOptions
{
    /// <summary>How long to wait between two questions when polling.</summary>
    /// <value>30 seconds, LaunchDarkly's default and least.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After which time the table is compared again when polling, even if the source says that nothing has changed.</summary>
    /// <value>1 hour.</value>
    public TimeSpan FullInterval { get; init; } = TimeSpan.FromHours(1);

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
}
