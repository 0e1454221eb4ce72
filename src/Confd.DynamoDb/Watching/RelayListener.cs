using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Passes on what is heard, but for the end, which it keeps.</summary>
internal sealed class RelayListener(IChangeListener listener) : IChangeListener
{
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile Action? _tick;

    /// <summary>Completes with the reason when the source cannot be followed any more.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Waits for the end, or for the first <see cref="Tick"/> after a time. It takes no timer: whoever reads a stream has a beat
    /// of his own.</summary>
    /// <returns>Null where the end did not come in time.</returns>
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

    public void OnGap() => listener.OnGap();

    public void OnFailed(Exception failure) => _failed.TrySetResult(failure);
}
