namespace Confd.Following;

/// <summary>Waits that may be longer than <see cref="Timers.MaxDelay"/>.</summary>
internal static class LongDelay
{
    /// <summary>Waits until a time has passed.</summary>
    /// <param name="time">Of any length; not negative. <see cref="TimeSpan.MaxValue"/>: without limit, and without a timer.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (time == TimeSpan.MaxValue)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(false);
        }

        var started = clock.GetTimestamp();
        for (var left = time; left > TimeSpan.Zero; left = time - clock.GetElapsedTime(started))
        {
            await Task.Delay(left < Timers.MaxDelay ? left : Timers.MaxDelay, clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
