using Confd.Shared;

namespace Confd.Aws;

/// <summary>How often and how long a failed request is tried again. Only failures that may pass are: see
/// <see cref="AwsFailures.MayPass"/>.</summary>
/// <remarks>Waits are drawn evenly from zero to min(<see cref="MaxDelay"/>, <see cref="BaseDelay"/> · 2^n): "full jitter".</remarks>
public record AwsRetryOptions
{
    /// <summary>How many times one request is sent at most; null: as often as <see cref="Budget"/> allows.</summary>
    /// <value>Null by default; at least 1.</value>
    public int? MaxAttempts { get; init; }

    /// <summary>How many refused connections in a row end it: nothing listens there.</summary>
    /// <value>Null, the default: a refused connection counts as any other failure. At least 1.</value>
    public int? MaxRefusedConnections { get; init; }

    /// <summary>The bound of the first wait.</summary>
    /// <value>50 milliseconds; zero: requests are sent again at once.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The bound of every wait.</summary>
    /// <value>5 seconds; at least zero.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one request is waited for before it counts as lost.</summary>
    /// <value>10 seconds; more than zero.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one operation may take with all its attempts; a caller's cancellation ends it earlier.</summary>
    /// <value>30 seconds, the default of <c>--backend-timeout</c>. Zero: one attempt, of a second at most.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Draws a number from 0 (inclusive) to 1 (exclusive) for each wait.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Checks the settings, as whoever takes them does.</summary>
    /// <exception cref="ArgumentException">One cannot be used; the message names it and what it may be.</exception>
    public void Validate()
    {
        var check = new OptionCheck(GetType().Name);
        check.RequireAtLeast(MaxAttempts, 1, nameof(MaxAttempts), "attempts");
        check.RequireAtLeast(MaxRefusedConnections, 1, nameof(MaxRefusedConnections), "connections");
        check.RequireTime(BaseDelay, nameof(BaseDelay), orZero: true);
        check.RequireTime(MaxDelay, nameof(MaxDelay), orZero: true);
        check.RequireTime(AttemptTimeout, nameof(AttemptTimeout));
        check.RequireTime(Budget, nameof(Budget), orZero: true);
        check.RequireSet(Random, nameof(Random));
    }
}
