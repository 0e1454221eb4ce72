namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>How much may be unpacked of what comes with one key or id: so much at once, and so much a second. Whoever has a public id
/// could otherwise make a gigabyte of a megabyte, for a disk or for LaunchDarkly. Safe to share between threads.</summary>
/// <param name="clock">The clock.</param>
internal sealed class UnpackAllowance(TimeProvider clock)
{
    /// <summary>How many bytes at once: more than the largest delivery.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    /// <summary>How many bytes come back each second.</summary>
    public const long BytesPerSecond = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private double _left = MostBytes;
    private long _at = clock.GetTimestamp();

    /// <summary>Takes some of it.</summary>
    /// <returns>False where not so much is left; nothing is taken then.</returns>
    public bool TryTake(int bytes)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(MostBytes, _left + (clock.GetElapsedTime(_at, now).TotalSeconds * BytesPerSecond));
            _at = now;
            if (_left < bytes)
            {
                return false;
            }

            _left -= bytes;
            return true;
        }
    }
}
