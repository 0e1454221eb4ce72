namespace Confd.DynamoDb.Watching;

/// <summary>How long a reader of a stream waits between two reads: longer while DynamoDB asks to slow down, then slowly back.</summary>
/// <remarks>
/// A shard may be read five times a second by all its readers together. Readers that widen by doubling and come back by a twentieth share
/// that among them, as many as there are; the random part keeps those apart that started at one time.
/// </remarks>
/// <param name="usual">The wait while nothing is wrong.</param>
/// <param name="random">Draws from 0 (inclusive) to 1 (exclusive).</param>
internal sealed class ReadPace(TimeSpan usual, Func<double> random)
{
    /// <summary>The longest wait: far below the fifteen minutes after which an iterator expires.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private const double Recovery = 0.95;

    // Zero: the usual one.
    private TimeSpan _interval;

    /// <summary>The wait before the next read.</summary>
    public TimeSpan Next => _interval <= usual ? usual : _interval * (0.5 + (random() / 2));

    /// <summary>DynamoDB asked to slow down.</summary>
    public void Widen() => _interval = TimeSpan.FromTicks(Math.Min(Longest.Ticks, Math.Max(usual.Ticks, _interval.Ticks) * 2));

    /// <summary>A read went through.</summary>
    public void Recover() => _interval = TimeSpan.FromTicks(Math.Max(usual.Ticks, (long)(_interval.Ticks * Recovery)));
}
