namespace Confd.Backends;

/// <summary>
/// A watch that follows its source by work of its own, until it is closed. Whatever ends the work breaks the watch, so that nobody waits
/// for what can no longer come.
/// </summary>
/// <param name="source">What is watched, for messages: <c>etcd</c>, <c>redis node 10.0.0.7:6379/0</c>.</param>
public abstract class FollowingKeyWatch(string source) : KeyWatch
{
    private readonly CancellationTokenSource _end = new();
    private Task _work = Task.CompletedTask;
    private int _isClosed;

    /// <summary>What was heard and not yet told.</summary>
    protected KeyChanges Changes { get; } = new();

    /// <summary>Is cancelled when the watch is closed.</summary>
    protected CancellationToken Closing => _end.Token;

    /// <inheritdoc/>
    public sealed override Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken) =>
        Changes.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Waits until the work has ended.</remarks>
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

    /// <summary>Begins to follow. To be called once, at most.</summary>
    /// <param name="works">Run beside each other; each is to end when <see cref="Closing"/> says so.</param>
    protected void Follow(params IEnumerable<Func<Task>> works) =>
        _work = Task.WhenAll(works.Select(work => Task.Run(() => RunAsync(work), CancellationToken.None)));

    /// <summary>Words, which quote no value, for an exception that the work may end by; null for any other.</summary>
    protected abstract KeyBackendException? Known(Exception failed);

    /// <summary>What whoever waits gets for an exception that the work ends by.</summary>
    protected KeyBackendException FailureOf(Exception failed)
    {
        ArgumentNullException.ThrowIfNull(failed);

        // The words of any other may quote what it was given, which may be a value.
        return Known(failed) ?? new KeyBackendException($"{source} cannot be watched: an unexpected {failed.GetType().Name}", failed);
    }

    /// <summary>Lets go of what belongs to the watch, after its work has ended.</summary>
    protected virtual ValueTask ReleaseAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // Nobody waits any more.
        }
        catch (Exception failed)
        {
            // Whoever waits has to know, whatever it was.
            Changes.Break(FailureOf(failed));
        }
    }
}
