using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Passes on what is heard, but for the end, which it keeps.</summary>
internal sealed class RelayListener(IStreamListener listener) : IStreamListener
{
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the reason when the source cannot be followed any more.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Waits for the end.</summary>
    /// <returns>Null where it did not come in time.</returns>
    public async Task<Exception?> FailedWithinAsync(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            return await Failed.WaitAsync(time, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public void OnRecords(IReadOnlyList<StreamRecord> records) => listener.OnRecords(records);

    public void OnGap() => listener.OnGap();

    public void OnFailed(Exception failure) => _failed.TrySetResult(failure);
}
