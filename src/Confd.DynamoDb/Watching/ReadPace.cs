namespace Confd.DynamoDb.Watching;

/// <summary>The delay between two reads of a stream: longer while DynamoDB throttles, then slowly back.</summary>
/// <remarks>
/// A shard may be read five times a second by all its readers together. Readers that double their delay and reduce it by a twentieth share
/// that among them, whatever their number; the random part separates those that started at one time.
/// </remarks>
/// <param name="usual">The delay without throttling.</param>
/// <param name="random">Returns random numbers from 0 (inclusive) to 1 (exclusive).</param>
internal sealed class ReadPace(TimeSpan usual, Func<double> random)
{
    /// <summary>The maximum delay: far below the fifteen minutes after which an iterator expires.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private const double Recovery = 0.95;

    // Zero: the usual delay.
    private TimeSpan _interval;

    /// <summary>The delay before the next read.</summary>
    public TimeSpan Next => _interval <= usual ? usual : _interval * (0.5 + (random() / 2));

    /// <summary>DynamoDB throttled a read.</summary>
    public void Widen() => _interval = TimeSpan.FromTicks(Math.Min(Longest.Ticks, Math.Max(usual.Ticks, _interval.Ticks) * 2));

    /// <summary>A read succeeded.</summary>
    public void Recover() => _interval = TimeSpan.FromTicks(Math.Max(usual.Ticks, (long)(_interval.Ticks * Recovery)));
}
