namespace Confd.Following;

/// <summary>Waits also for longer than a timer can count, which is 49 days.</summary>
internal static class LongDelay
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    /// <summary>Waits until a time has passed.</summary>
    /// <param name="time">Of any length; not negative.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var left = time; left > TimeSpan.Zero; left = time - clock.GetElapsedTime(started))
        {
            await Task.Delay(left < LongestTimer ? left : LongestTimer, clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
