using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Passes on changes and gaps, but keeps the failure.</summary>
internal sealed class RelayListener(IChangeListener listener) : IChangeListener
{
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile Action? _tick;

    /// <summary>Completes with the reason when the source can no longer be followed.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Waits for the failure, or for the first <see cref="Tick"/> after a time. It needs no timer: a reader of a stream has a
    /// regular interval of its own.</summary>
    /// <returns>Null where there was no failure in time.</returns>
    public async Task<Exception?> FailedWithinAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var since = clock.GetTimestamp();
        _tick = () =>
        {
            if (clock.GetElapsedTime(since) >= time)
            {
                due.TrySetResult();
            }
        };
        await Task.WhenAny(Failed, due.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        return Failed.IsCompleted ? await Failed.ConfigureAwait(false) : null;
    }

    /// <summary>Time has passed.</summary>
    public void Tick() => _tick?.Invoke();

    public void OnRecords(IReadOnlyList<StreamRecord> records) => listener.OnRecords(records);

    public void OnRounds(long rounds) => listener.OnRounds(rounds);

    public void OnGap() => listener.OnGap();

    public void OnFailed(Exception failure) => _failed.TrySetResult(failure);
}
