namespace Confd.Backends;

/// <summary>
/// A watch that follows its source in background tasks, until it is closed. Whatever ends a task breaks the watch, so that no caller waits
/// for changes that can no longer arrive.
/// </summary>
/// <param name="source">The watched source, for messages: <c>etcd</c>, <c>redis node 10.0.0.7:6379/0</c>.</param>
public abstract class FollowingKeyWatch(string source) : KeyWatch
{
    private readonly CancellationTokenSource _end = new();
    private Task _work = Task.CompletedTask;
    private int _isClosed;

    /// <summary>Changes received and not yet returned.</summary>
    protected KeyChanges Changes { get; } = new();

    /// <summary>Cancelled when the watch is closed.</summary>
    protected CancellationToken Closing => _end.Token;

    /// <inheritdoc/>
    public sealed override Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken) =>
        Changes.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Waits until the tasks have ended.</remarks>
    public sealed override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            await _end.CancelAsync().ConfigureAwait(false);
            await _work.ConfigureAwait(false);
            await ReleaseAsync().ConfigureAwait(false);
            _end.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the background tasks. Call it at most once.</summary>
    /// <param name="works">Run in parallel; each has to end when <see cref="Closing"/> is cancelled.</param>
    protected void Follow(params IEnumerable<Func<Task>> works) =>
        _work = Task.WhenAll(works.Select(work => Task.Run(() => RunAsync(work), CancellationToken.None)));

    /// <summary>Converts an expected exception of a task, with a message that quotes no value; null for any other.</summary>
    protected abstract KeyBackendException? Known(Exception failed);

    /// <summary>The exception that waiting callers get for an exception of a task.</summary>
    protected KeyBackendException FailureOf(Exception failed)
    {
        ArgumentNullException.ThrowIfNull(failed);

        // The message of an unexpected exception may quote its input, which may be a value.
        return Known(failed) ?? new KeyBackendException($"{source} cannot be watched: an unexpected {failed.GetType().Name}", failed);
    }

    /// <summary>Releases the resources of the watch, after its tasks have ended.</summary>
    protected virtual ValueTask ReleaseAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // No caller is waiting anymore.
        }
        catch (Exception failed)
        {
            // Waiting callers have to get it, whatever it was.
            Changes.Break(FailureOf(failed));
        }
    }
}
