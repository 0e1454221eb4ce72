namespace Confd.Flags.DynamoDb.Sync;

/// <summary>How long to wait after a failure: twice as long each time, of which the later half is left to chance.</summary>
internal sealed class RetryDelay(FlagSyncOptions options, TimeProvider clock)
{
    private int _failures;
    private long? _goodSince;

    /// <summary>Things go well from now on.</summary>
    public void Succeeded() => _goodSince ??= clock.GetTimestamp();

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan NextDelay()
    {
        if (_goodSince is { } since && clock.GetElapsedTime(since) >= options.GoodTime)
        {
            _failures = 0;
        }

        _goodSince = null;
        var bound = Math.Min(options.MaxRetryDelay.TotalMilliseconds, options.FirstRetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(bound * (1 + options.Random()) / 2);
    }
}
