namespace Confd.Shared;

/// <summary>A line of the log that strangers can cause: it is told once a minute at most, with how often it happened, so that nobody fills
/// the log with it.</summary>
/// <param name="clock">The clock.</param>
internal sealed class RareLine(TimeProvider clock)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _toldAt;
    private int _untold;

    /// <summary>Counts one.</summary>
    /// <param name="count">How many there have been since it was told last, with this one.</param>
    /// <returns>True where it is to be told now.</returns>
    public bool IsDue(out int count)
    {
        lock (_lock)
        {
            count = ++_untold;
            if (_toldAt is { } toldAt && clock.GetElapsedTime(toldAt) < Quiet)
            {
                return false;
            }

            (_toldAt, _untold) = (clock.GetTimestamp(), 0);
            return true;
        }
    }
}
