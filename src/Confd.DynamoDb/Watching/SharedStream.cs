using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>One reader of a stream, and those who get what it reads. It ends with a failure, or when the last of them leaves.</summary>
internal sealed class SharedStream : IChangeListener
{
    private readonly StreamFollower _follower;
    private readonly DynamoTableOptions _options;
    private readonly RequestHealth _health;
    private readonly Lock _lock = new();
    private readonly List<StreamSubscription> _joined = [];
    private bool _isStarted;
    private bool _isOver;

    private SharedStream(StreamFollower follower, DynamoTableOptions options, RequestHealth health)
    {
        _follower = follower;
        _options = options;
        _health = health;
    }

    /// <summary>True after a failure, and after the last one has left.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _isOver;
            }
        }
    }

    /// <summary>Opens a reader.</summary>
    /// <returns>Null where the table has no stream.</returns>
    /// <exception cref="DynamoDbException">The stream cannot be read.</exception>
    public static async Task<SharedStream?> OpenAsync(
        DynamoConnection connection, TableDescription table, DynamoTableOptions options, CancellationToken cancellationToken)
    {
        // Of its own until someone joins: a table whose stream cannot be opened can be read all the same.
        var health = new RequestHealth(options.Clock, options.Logger);
        var reading = options with { RequestHealth = health };
        return await StreamFollower.OpenAsync(connection, table, reading, cancellationToken).ConfigureAwait(false) is { } follower
            ? new SharedStream(follower, options, health)
            : null;
    }

    /// <summary>Adds one who gets every change from now on, and possibly some that are a moment older.</summary>
    /// <returns>Null where the reader has ended, or has another clock or other retries.</returns>
    public StreamSubscription? TryJoin(DynamoTableOptions options)
    {
        lock (_lock)
        {
            if (_isOver || options.Clock != _options.Clock || options.Retry != _options.Retry)
            {
                return null;
            }

            var joined = new StreamSubscription(this, options.RequestHealth?.Include(_health));
            _joined.Add(joined);
            if (!_isStarted)
            {
                // Not before there is one who gets what it reads.
                _isStarted = true;
                _follower.Start(this, () => Pass(static joined => joined.Tick()));
            }

            return joined;
        }
    }

    /// <summary>Calls the listener of one who joined, unless it has left.</summary>
    public void Use(StreamSubscription joined, Action use)
    {
        lock (_lock)
        {
            if (_joined.Contains(joined))
            {
                use();
            }
        }
    }

    /// <summary>Removes one; its listener is no longer called.</summary>
    public async ValueTask LeaveAsync(StreamSubscription joined)
    {
        lock (_lock)
        {
            if (!_joined.Remove(joined) || _joined.Count > 0)
            {
                return;
            }

            _isOver = true;
        }

        await _follower.DisposeAsync().ConfigureAwait(false);
    }

    void IChangeListener.OnRecords(IReadOnlyList<StreamRecord> records) => Pass(joined => joined.Report(to => to.OnRecords(records)));

    void IChangeListener.OnRounds(long rounds) => Pass(joined => joined.Report(to => to.OnRounds(rounds)));

    void IChangeListener.OnGap() => Pass(static joined => joined.Report(static to => to.OnGap()));

    void IChangeListener.OnFailed(Exception failure)
    {
        lock (_lock)
        {
            _isOver = true;
            Pass(joined => joined.Report(to => to.OnFailed(failure)));
        }
    }

    // Under the lock, so that one that has left gets nothing.
    private void Pass(Action<StreamSubscription> pass)
    {
        lock (_lock)
        {
            // A copy, as a listener may leave when it is called.
            foreach (var joined in _joined.ToArray())
            {
                if (_joined.Contains(joined))
                {
                    pass(joined);
                }
            }
        }
    }
}
