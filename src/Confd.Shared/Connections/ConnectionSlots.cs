namespace Confd.Shared.Connections;

/// <summary>
/// The connections that a server may have at the same time. A further one replaces the one that has been idle for the longest time: silent
/// connections cannot keep others out, and never use up the descriptors that files, commands and tables need.
/// </summary>
/// <param name="limit">How many connections there may be.</param>
/// <param name="cutsRequests">Where all of them have requests under way: true, the connection with the longest request is closed for a
/// further one; false, the further one is refused.</param>
internal sealed class ConnectionSlots(int limit, bool cutsRequests) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _free = new(limit);
    private readonly LinkedList<BoundedConnection> _idle = [];
    private readonly LinkedList<BoundedConnection> _busy = [];

    /// <summary>Waits for the slot of an accepted connection; where none is free, one is freed.</summary>
    /// <returns>False where none could be freed: the connection is refused.</returns>
    public async ValueTask<bool> TakeAsync(BoundedConnection connection, CancellationToken cancellationToken)
    {
        if (!_free.Wait(0, CancellationToken.None))
        {
            var longest = FindLongest();
            if (longest is null && !cutsRequests)
            {
                return false;
            }

            longest?.Abort();
            await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _idle.AddLast(connection.Place);
        }

        return true;
    }

    /// <summary>Notes that a request on the connection has begun.</summary>
    public void Begin(BoundedConnection connection) => Move(connection, _busy);

    /// <summary>Notes that the request has been answered: the connection is idle.</summary>
    public void End(BoundedConnection connection) => Move(connection, _idle);

    /// <summary>Notes that the connection is closed.</summary>
    public void Release(BoundedConnection connection)
    {
        lock (_lock)
        {
            connection.Place.List?.Remove(connection.Place);
        }

        _free.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    // Where all are busy and may be cut, the one that has been busy longest: it is slow, or a stream that its page opens again.
    private BoundedConnection? FindLongest()
    {
        lock (_lock)
        {
            var longest = _idle.First ?? (cutsRequests ? _busy.First : null);
            longest?.List!.Remove(longest);
            return longest?.Value;
        }
    }

    // A connection that was chosen to be closed, or has been closed, is in no list.
    private void Move(BoundedConnection connection, LinkedList<BoundedConnection> list)
    {
        lock (_lock)
        {
            if (connection.Place.List is { } current)
            {
                current.Remove(connection.Place);
                list.AddLast(connection.Place);
            }
        }
    }
}
