namespace Confd.Flags.Service.LaunchDarkly;

/// <summary>Limits the amount that is unpacked for one key or id: in a burst, and per second. A client with a public id could otherwise
/// turn a megabyte into a gigabyte, for a disk or for LaunchDarkly. Thread-safe.</summary>
/// <param name="clock">The clock.</param>
internal sealed class UnpackAllowance(TimeProvider clock)
{
    /// <summary>The maximum burst in bytes: more than the largest delivery.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>The allowance in bytes per second.</summary>
    public const long BytesPerSecond = 4 * 1024 * 1024;

    private readonly Lock _lock = new();
    private double _left = MaxBytes;
    private long _at = clock.GetTimestamp();

    /// <summary>Uses part of the allowance.</summary>
    /// <returns>False where less than that is left; nothing is used then.</returns>
    public bool TryTake(int bytes)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(MaxBytes, _left + (clock.GetElapsedTime(_at, now).TotalSeconds * BytesPerSecond));
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
