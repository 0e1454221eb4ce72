using Confd.Shared;

namespace Confd.Aws;

/// <summary>Limits of retries. Only transient failures are retried: see <see cref="AwsFailures.IsTransient"/>.</summary>
/// <remarks>Delays are evenly distributed from zero to min(<see cref="MaxDelay"/>, <see cref="BaseDelay"/> · 2^n): "full jitter".</remarks>
public record AwsRetryOptions
{
    /// <summary>The maximum number of attempts for one request; null: as many as <see cref="Budget"/> allows.</summary>
    /// <value>Null by default; at least 1.</value>
    public int? MaxAttempts { get; init; }

    /// <summary>The number of consecutive refused connections after which the request fails.</summary>
    /// <value>Null, the default: a refused connection counts as any other failure. At least 1.</value>
    public int? MaxRefusedConnections { get; init; }

    /// <summary>The maximum of the first delay.</summary>
    /// <value>50 milliseconds; zero: requests are sent again immediately.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The maximum of every delay.</summary>
    /// <value>5 seconds; at least zero.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time limit of one attempt.</summary>
    /// <value>10 seconds; more than zero.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time limit of one operation with all its attempts; a caller's cancellation ends it earlier.</summary>
    /// <value>30 seconds, the default of <c>--backend-timeout</c>. Zero: one attempt, of a second at most.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Returns a random number from 0 (inclusive) to 1 (exclusive) for each delay.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
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
