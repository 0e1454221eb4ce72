namespace Confd.Backends;

/// <summary>
/// How a backend retries a failed request: <c>--retry-max-attempts</c>, <c>--retry-base-delay</c>, <c>--retry-max-delay</c>,
/// <c>--backend-timeout</c>.
/// </summary>
public sealed record BackendRetry
{
    private static readonly TimeSpan DefaultBaseDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DefaultMaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>The maximum number of attempts for one request; null: as many as <see cref="Budget"/> allows.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>
    /// The maximum number of refused connections in a row: a server that starts together with this program, as on a machine that boots, is
    /// waited for; where nothing listens after that, waiting longer is of no use, unless <see cref="MaxAttempts"/> requires it.
    /// </summary>
    /// <value>7, with the default delays about three seconds and at most six; null, for no separate limit, where <see
    /// cref="MaxAttempts"/> is set.</value>
    public int? MaxRefusals => MaxAttempts is null ? 7 : null;

    /// <summary>The upper limit of the first random wait; doubled each time.</summary>
    /// <value>100 milliseconds; also where it is 0 or less.</value>
    public TimeSpan BaseDelay { get; init => field = value > TimeSpan.Zero ? value : DefaultBaseDelay; } = DefaultBaseDelay;

    /// <summary>The upper limit of every wait.</summary>
    /// <value>5 seconds; also where it is 0 or less.</value>
    public TimeSpan MaxDelay { get; init => field = value > TimeSpan.Zero ? value : DefaultMaxDelay; } = DefaultMaxDelay;

    /// <summary>How long one read may take with all its attempts.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);
}
