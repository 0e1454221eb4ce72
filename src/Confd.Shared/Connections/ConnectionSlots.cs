namespace Confd.Shared.Connections;

/// <summary>
/// The connections that a server may have at once. A further one takes the place of the one that has been idle for the longest time: silent
/// connections cannot keep others out, and never use up the descriptors that files, commands and tables need.
/// </summary>
/// <param name="limit">How many connections there may be.</param>
/// <param name="cutsRequests">Where requests are under way on all of them: true, the longest one is cut off for a further one; false, the
/// further one is refused.</param>
internal sealed class ConnectionSlots(int limit, bool cutsRequests) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _free = new(limit);
    private readonly LinkedList<BoundedConnection> _idle = [];
    private readonly LinkedList<BoundedConnection> _busy = [];

    /// <summary>Waits for the place of a connection that was accepted; where there is none, one is made.</summary>
    /// <returns>False where none could be made: the connection is refused.</returns>
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

    /// <summary>A request is answered on the connection.</summary>
    public void Begin(BoundedConnection connection) => Move(connection, _busy);

    /// <summary>The request is answered: the connection waits for another.</summary>
    public void End(BoundedConnection connection) => Move(connection, _idle);

    /// <summary>The connection is closed.</summary>
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

    // Where all are busy and may be cut, the one that has been for the longest time: it is slow, or a stream that its page opens again.
    private BoundedConnection? FindLongest()
    {
        lock (_lock)
        {
            var longest = _idle.First ?? (cutsRequests ? _busy.First : null);
            longest?.List!.Remove(longest);
            return longest?.Value;
        }
    }

    // A connection that was chosen to go, or has gone, is in no list.
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
