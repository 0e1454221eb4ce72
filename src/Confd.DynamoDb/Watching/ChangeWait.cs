namespace Confd.DynamoDb.Watching;

/// <summary>The wait of a watch for what is noted elsewhere: changes while nobody waits are kept, and a failure ends every wait.</summary>
/// <param name="take">Takes what has been noted; null where that is nothing. Runs under the lock of <see cref="Note"/>.</param>
internal sealed class ChangeWait<T>(Func<T?> take)
    where T : class
{
    private readonly Lock _lock = new();
    private Exception? _failure;
    private TaskCompletionSource _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when there is something to take.</summary>
    /// <exception cref="Exception">What <see cref="Fail"/> got first.</exception>
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

    /// <summary>Notes something, and has those who wait look for it.</summary>
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
