namespace Confd.Following;

/// <summary>How long to wait after a failure: twice as long each time, up to a bound, with a part left to chance.</summary>
/// <remarks>Belongs to one loop: not safe to share between threads.</remarks>
/// <param name="options">Bounds and chance.</param>
/// <param name="clock">Measures how long things have gone well.</param>
public sealed class Backoff(BackoffOptions options, TimeProvider clock)
{
    // Beyond this many doublings every bound is reached; more would overflow.
    private const int MostDoublings = 30;

    private int _failures;
    private long? _goodSince;

    /// <summary>How many failures there have been since things last went well.</summary>
    public int Failures => _failures;

    /// <summary>Notes that something went well. Of several in a row the first counts for <see cref="BackoffOptions.GoodTime"/>.</summary>
    public void Succeeded() => _goodSince ??= clock.GetTimestamp();

    /// <summary>Notes one more failure.</summary>
    /// <returns>How long to wait before the next attempt.</returns>
    public TimeSpan Next()
    {
        if (_goodSince is { } since && clock.GetElapsedTime(since) >= options.GoodTime)
        {
            _failures = 0;
        }

        _goodSince = null;
        _failures++;
        return After(_failures, options);
    }

    /// <summary>The wait after a number of failures in a row, for a caller that counts them itself.</summary>
    /// <param name="failures">1 for the first failure.</param>
    /// <param name="options">Bounds and chance.</param>
    public static TimeSpan After(int failures, BackoffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(failures);
        var bound = Math.Min(
            options.Longest.TotalMilliseconds, options.First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, MostDoublings)));
        bound = Math.Max(0, bound);
        return TimeSpan.FromMilliseconds(options.Jitter switch
        {
            _ when failures == 1 && options.IsFirstExact => bound,
            Jitter.None => bound,
            Jitter.Half => bound * (1 + options.Random()) / 2,
            _ => bound * options.Random(),
        });
    }
}
