namespace Confd.Following;

/// <summary>How long a <see cref="Backoff"/> waits.</summary>
public sealed record BackoffOptions
{
    /// <summary>The wait after the first failure, before jitter.</summary>
    /// <value>Default 1 second; each further one is twice as long. Negative is as zero: no wait at all.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much of the wait is random.</summary>
    /// <value>Default <see cref="Jitter.Half"/>.</value>
    public Jitter Jitter { get; init; } = Jitter.Half;

    /// <summary>True: the wait after a first failure is exactly <see cref="BaseDelay"/>, without jitter.</summary>
    public bool IsFirstExact { get; init; }

    /// <summary>How long attempts must have succeeded for the next failure to count as a first one.</summary>
    /// <value>Default zero: one success is enough.</value>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.Zero;

    /// <summary>The source of random numbers: at least 0 and below 1.</summary>
    /// <value>Default the shared random numbers.</value>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
