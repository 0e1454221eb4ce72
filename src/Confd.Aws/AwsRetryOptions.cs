namespace Confd.Aws;

/// <summary>How often and how long a failed request is tried again. Only failures that may pass are: see
/// <see cref="AwsFailures.MayPass"/>.</summary>
/// <remarks>Waits are drawn evenly from zero to min(<see cref="MaxDelay"/>, <see cref="BaseDelay"/> · 2^n): "full jitter".</remarks>
public record AwsRetryOptions
{
    /// <summary>How many times one request is sent at most; null: as often as <see cref="Budget"/> allows.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>How many refused connections in a row end it: nothing listens there.</summary>
    /// <value>Null: a refused connection counts as any other failure.</value>
    public int? MaxRefusedConnections { get; init; }

    /// <summary>The bound of the first wait.</summary>
    /// <value>50 milliseconds.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The bound of every wait.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one request is waited for before it counts as lost.</summary>
    /// <value>10 seconds.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one operation may take with all its attempts; a caller's cancellation ends it earlier.</summary>
    /// <value>30 seconds, the default of <c>--backend-timeout</c>.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Draws a number from 0 (inclusive) to 1 (exclusive) for each wait.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
