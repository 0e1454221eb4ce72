namespace Confd.Following;

/// <summary>Computes how long to wait after a failure: twice as long each time, up to a bound, partly random.</summary>
/// <remarks>Belongs to one loop: not safe to share between threads.</remarks>
/// <param name="options">Bounds and jitter.</param>
/// <param name="clock">Measures how long attempts have succeeded.</param>
public sealed class Backoff(BackoffOptions options, TimeProvider clock)
{
    // Beyond this many doublings every bound is reached; more would overflow.
    private const int MaxDoublings = 30;

    private int _failures;
    private long? _goodSince;

    /// <summary>The number of failures since the last lasting success (<see cref="BackoffOptions.ResetAfter"/>).</summary>
    public int Failures => _failures;

    /// <summary>Records a success. Of several in a row, the first counts for <see cref="BackoffOptions.ResetAfter"/>.</summary>
    public void Succeeded() => _goodSince ??= clock.GetTimestamp();

    /// <summary>Records one more failure.</summary>
    /// <returns>How long to wait before the next attempt.</returns>
    public TimeSpan Next()
    {
        if (_goodSince is { } since && clock.GetElapsedTime(since) >= options.ResetAfter)
        {
            _failures = 0;
        }

        _goodSince = null;
        _failures++;
        return After(_failures, options);
    }

    /// <summary>The wait after a number of failures in a row, for a caller that counts them itself.</summary>
    /// <param name="failures">1 for the first failure.</param>
    /// <param name="options">Bounds and jitter.</param>
    public static TimeSpan After(int failures, BackoffOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(failures);
        var bound = Math.Min(
            options.MaxDelay.TotalMilliseconds, options.BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, MaxDoublings)));
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
