using System.Runtime.ExceptionServices;

namespace Confd.Flags.Sync;

/// <summary>Passes the failure of a sync outside a loop, such as one for a webhook, to the loop, which then tries again until it succeeds.
/// Thread-safe.</summary>
internal sealed class OutsideFailure
{
    private TaskCompletionSource<Exception> _failure = Create();
    private Exception? _thrown;

    /// <summary>True for the failure that ended the loop's last wait: it was recorded where it occurred.</summary>
    public bool IsFromOutside(Exception failure) => ReferenceEquals(failure, _thrown);

    /// <summary>Ends the loop's wait, now or when it begins. Only the first failure is kept: the loop finds others by itself.</summary>
    public void Set(Exception failure) => Volatile.Read(ref _failure).TrySetResult(failure);

    /// <summary>The loop reads everything: what failed earlier is part of that.</summary>
    public void Clear()
    {
        if (Volatile.Read(ref _failure) is { Task.IsCompleted: true } old)
        {
            Interlocked.CompareExchange(ref _failure, Create(), old);
        }
    }

    /// <summary>Waits for a time.</summary>
    /// <exception cref="Exception">The failure; the wait ends with it.</exception>
    public async Task WaitAsync(TimeSpan time, TimeProvider clock, CancellationToken stop)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var passing = Task.Delay(time, clock, waiting.Token);
        var failing = Volatile.Read(ref _failure).Task;
        if (await Task.WhenAny(passing, failing).ConfigureAwait(false) == failing)
        {
            await waiting.CancelAsync().ConfigureAwait(false);
            Clear();
            _thrown = await failing.ConfigureAwait(false);
            ExceptionDispatchInfo.Throw(_thrown);
        }

        await passing.ConfigureAwait(false);
    }

    private static TaskCompletionSource<Exception> Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
