namespace Confd.Shared;

/// <summary>Limits a log message that anyone can cause to once a minute, with the number of occurrences, so that it cannot flood the
/// log.</summary>
/// <param name="clock">The clock.</param>
internal sealed class LogThrottle(TimeProvider clock)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _loggedAt;
    private int _unlogged;

    /// <summary>Counts one occurrence.</summary>
    /// <param name="count">The number of occurrences since the last that was logged, including this one.</param>
    /// <returns>True where it has to be logged now.</returns>
    public bool IsDue(out int count)
    {
        lock (_lock)
        {
            count = ++_unlogged;
            if (_loggedAt is { } loggedAt && clock.GetElapsedTime(loggedAt) < Quiet)
            {
                return false;
            }

            (_loggedAt, _unlogged) = (clock.GetTimestamp(), 0);
            return true;
        }
    }
}
