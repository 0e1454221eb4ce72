namespace Confd.Cli.Http;

/// <summary>
/// The connections that a server may have at once. A further one takes the place of the one that has been idle for the longest time: silent
/// connections cannot keep a probe out, and never use up the descriptors that files, commands and tables need.
/// </summary>
internal sealed class ConnectionSlots(int limit) : IDisposable
{
    private const int Most = 128;
    private const int Least = 8;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _free = new(limit);
    private readonly LinkedList<BoundedConnection> _idle = [];
    private readonly LinkedList<BoundedConnection> _busy = [];

    /// <summary>How many connections there may be.</summary>
    public int Limit => limit;

    /// <summary>128, or a quarter of the descriptors of the process where that is less: the rest is kept for the work.</summary>
    public static ConnectionSlots OfProcess() =>
        new(ProcessMetrics.OpenFileLimit() is { } descriptors ? (int)Math.Clamp(descriptors / 4, Least, Most) : Most);

    /// <summary>Waits for the place of a connection that was accepted; where there is none, one is made.</summary>
    public async ValueTask TakeAsync(BoundedConnection connection, CancellationToken cancellationToken)
    {
        if (!_free.Wait(0, CancellationToken.None))
        {
            FindLongest()?.Abort();
            await _free.WaitAsync(cancellationToken);
        }

        lock (_lock)
        {
            _idle.AddLast(connection.Place);
        }
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

    // Where all are busy, the one that has been for the longest time: it is slow, or a stream that its page opens again.
    private BoundedConnection? FindLongest()
    {
        lock (_lock)
        {
            var longest = _idle.First ?? _busy.First;
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
