namespace Confd.Following;

/// <summary>Wakes a loop that waits. A signal is kept until it is taken; several count as one.</summary>
/// <remarks>Any thread may signal; one loop at a time waits.</remarks>
/// <param name="clock">The clock for waits with a time limit; null: the system's.</param>
public sealed class ChangeSignal(TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private TaskCompletionSource _signalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes the loop.</summary>
    public void Set()
    {
        lock (_lock)
        {
            _signalled.TrySetResult();
        }
    }

    /// <summary>Takes the signal.</summary>
    /// <returns>False where there is none.</returns>
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

    /// <summary>Waits until there is a signal, without taking it.</summary>
    public Task WaitAsync(CancellationToken cancellationToken = default) => Pending().WaitAsync(cancellationToken);

    /// <summary>Waits until there is a signal, without taking it, or until the time has passed.</summary>
    /// <param name="time"><see cref="Timeout.InfiniteTimeSpan"/>: without limit; so is a time longer than timers can count.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken = default)
    {
        try
        {
            await Pending().WaitAsync(time > Timers.MaxDelay ? Timers.MaxDelay : time, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The time has passed.
        }
    }

    private Task Pending()
    {
        lock (_lock)
        {
            return _signalled.Task;
        }
    }
}
