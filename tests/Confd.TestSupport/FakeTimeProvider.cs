namespace Confd.TestSupport;

/// <summary>A clock that stands still until a test moves it; timers fire, in order of their time, while it is moved.</summary>
/// <remarks>That of <c>Microsoft.Extensions.TimeProvider.Testing</c> cannot say that a timer waits now, so that tests over it have to guess
/// when the code under test has come to its delay. This is all that ours is for.</remarks>
public sealed class FakeTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private TaskCompletionSource _timerAdded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = start;

    /// <summary>Starts at 2026-01-01 00:00 UTC.</summary>
    public FakeTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait to fire.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Completes as soon as at least <paramref name="count"/> timers wait: the code under test has come to its delay.</summary>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken) =>
        WaitAsync(timers => timers.Count >= count, cancellationToken);

    /// <summary>Completes as soon as a timer waits that is due within <paramref name="time"/>: others may wait for longer.</summary>
    public Task WaitForTimerWithinAsync(TimeSpan time, CancellationToken cancellationToken) =>
        WaitAsync(timers => timers.Any(due => due <= time), cancellationToken);

    /// <summary>Completes as soon as a timer waits for each of these times.</summary>
    public Task WaitForTimersDueInAsync(IReadOnlyList<TimeSpan> times, CancellationToken cancellationToken) =>
        WaitAsync(timers => times.All(timers.Contains), cancellationToken);

    // For what is true of the times until the timers are due.
    private async Task WaitAsync(Func<List<TimeSpan>, bool> isReached, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (isReached([.. _timers.Select(timer => timer.Due - _now)]))
                {
                    return;
                }

                added = _timerAdded.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Moves the clock forward and fires what is due on the way, each at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (NextDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            _now = end;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private FakeTimer? NextDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > end)
            {
                return null;
            }

            _now = next.Due > _now ? next.Due : _now;
            if (next.Period == Timeout.InfiniteTimeSpan || next.Period == TimeSpan.Zero)
            {
                _timers.Remove(next);
            }
            else
            {
                next.Due += next.Period;
            }

            return next;
        }
    }

    private sealed class FakeTimer(FakeTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            TaskCompletionSource? added = null;
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    Period = period;
                    clock._timers.Add(this);
                    added = clock._timerAdded;
                    clock._timerAdded = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            added?.SetResult();
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
