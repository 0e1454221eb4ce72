namespace Confd.DynamoDb.Watching;

/// <summary>Waits of a watch for changes that are recorded elsewhere: changes without a waiting caller are kept, and a failure ends every
/// wait.</summary>
/// <param name="take">Returns the recorded changes and removes them; null where there are none. Runs under the lock of <see
/// cref="Note"/>.</param>
internal sealed class ChangeWait<T>(Func<T?> take)
    where T : class
{
    private readonly Lock _lock = new();
    private Exception? _failure;
    private TaskCompletionSource _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when there are changes.</summary>
    /// <exception cref="Exception">The first failure passed to <see cref="Fail"/>.</exception>
    public async Task<T> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task noted;
            lock (_lock)
            {
                if (_failure is not null)
                {
                    throw _failure;
                }

                if (take() is { } taken)
                {
                    return taken;
                }

                noted = _noted.Task;
            }

            await noted.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records a change, and notifies the waiting callers.</summary>
    public void Note(Action note)
    {
        lock (_lock)
        {
            note();
            _noted.TrySetResult();
            _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ends this wait and all later ones; the first failure stays.</summary>
    public void Fail(Exception failure) => Note(() => _failure ??= failure);
}
