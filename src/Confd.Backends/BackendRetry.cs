namespace Confd.Backends;

/// <summary>
/// How a backend tries a failed request again: <c>--retry-max-attempts</c>, <c>--retry-base-delay</c>, <c>--retry-max-delay</c>,
/// <c>--backend-timeout</c>.
/// </summary>
public sealed record BackendRetry
{
    /// <summary>How many times one request is sent at most; null: as often as <see cref="Budget"/> allows.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The bound of the first random wait; doubled each time.</summary>
    /// <value>100 milliseconds.</value>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The bound of every wait.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one read may take with all its attempts.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);
}
