namespace Confd.Backends;

/// <summary>
/// How a backend tries a failed request again: <c>--retry-max-attempts</c>, <c>--retry-base-delay</c>, <c>--retry-max-delay</c>,
/// <c>--backend-timeout</c>.
/// </summary>
public sealed record BackendRetry
{
    private static readonly TimeSpan UsualBaseDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UsualMaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>How many times one request is sent at most; null: as often as <see cref="Budget"/> allows.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>
    /// How many times in a row a connection may be refused: a server that starts together with this program, as on a machine that boots,
    /// is waited for; where nothing listens after that, nothing comes of waiting longer, unless <see cref="MaxAttempts"/> asks for it.
    /// </summary>
    /// <value>7, with the usual delays some three to five seconds; null, for no bound of its own, where <see cref="MaxAttempts"/> is
    /// given.</value>
    public int? MaxRefusals => MaxAttempts is null ? 7 : null;

    /// <summary>The bound of the first random wait; doubled each time.</summary>
    /// <value>100 milliseconds; also where it is 0 or less.</value>
    public TimeSpan BaseDelay { get; init => field = value > TimeSpan.Zero ? value : UsualBaseDelay; } = UsualBaseDelay;

    /// <summary>The bound of every wait.</summary>
    /// <value>5 seconds; also where it is 0 or less.</value>
    public TimeSpan MaxDelay { get; init => field = value > TimeSpan.Zero ? value : UsualMaxDelay; } = UsualMaxDelay;

    /// <summary>How long one read may take with all its attempts.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);
}
