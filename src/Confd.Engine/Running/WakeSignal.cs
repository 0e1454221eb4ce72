namespace Confd.Engine.Running;

/// <summary>Wakes a loop that waits for the time to pass. A signal that nobody waits for is kept; several count as one.</summary>
internal sealed class WakeSignal(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _signalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes the loop. Any thread may call this.</summary>
    public void Set()
    {
        lock (_lock)
        {
            _signalled.TrySetResult();
        }
    }

    /// <summary>Takes the signal, if there is one.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            if (!_signalled.Task.IsCompleted)
            {
                return false;
            }

            _signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>Waits until a signal comes, which stays to be taken, or until the time has passed; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</summary>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Task signalled;
        lock (_lock)
        {
            signalled = _signalled.Task;
        }

        // Longer than timers can count is as good as for ever.
        var limit = time > MaxTimer ? MaxTimer : time;
        try
        {
            await signalled.WaitAsync(limit, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The time has passed.
        }
    }

    private static TimeSpan MaxTimer => TimeSpan.FromMilliseconds(int.MaxValue);
}
