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
        if (!await TakeSlotAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        lock (_lock)
        {
            _idle.AddLast(connection.Place);
        }

        return true;
    }

    /// <summary>Notes that a request on the connection has begun. Requests beside it, as HTTP/2 allows, take a slot each: what they hold in
    /// memory is limited like that of connections.</summary>
    /// <returns>False where none could be freed: the request is refused, and does not end.</returns>
    public async ValueTask<bool> BeginAsync(BoundedConnection connection, CancellationToken cancellationToken)
    {
        if (TryBeginFirst(connection))
        {
            return true;
        }

        if (!await TakeSlotAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (!BeginAnother(connection))
        {
            // The others have ended meanwhile.
            _free.Release();
        }

        return true;
    }

    /// <summary>Notes that a request has been answered: after the last one the connection is idle.</summary>
    public void End(BoundedConnection connection)
    {
        lock (_lock)
        {
            if (--connection.Requests == 0)
            {
                Move(connection, _idle);
                return;
            }
        }

        _free.Release();
    }

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

    private async ValueTask<bool> TakeSlotAsync(CancellationToken cancellationToken)
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

        return true;
    }

    // Begins a request with the connection's own slot; false where another request uses it.
    private bool TryBeginFirst(BoundedConnection connection)
    {
        lock (_lock)
        {
            if (connection.Requests > 0)
            {
                return false;
            }

            Move(connection, _busy);
            connection.Requests = 1;
            return true;
        }
    }

    // Begins a request for which a further slot was taken; false where the connection's own one has become free.
    private bool BeginAnother(BoundedConnection connection)
    {
        lock (_lock)
        {
            if (TryBeginFirst(connection))
            {
                return false;
            }

            connection.Requests++;
            return true;
        }
    }

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
    private static void Move(BoundedConnection connection, LinkedList<BoundedConnection> list)
    {
        if (connection.Place.List is { } current)
        {
            current.Remove(connection.Place);
            list.AddLast(connection.Place);
        }
    }
}
