using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Updates a table's image with the changes of its journal or stream, and notifies the open watches.</summary>
internal sealed class LiveTable : IChangeListener, IAsyncDisposable
{
    // An index is updated within a fraction of a second after its table, and cannot be read consistently.
    private static readonly TimeSpan IndexLag = TimeSpan.FromSeconds(5);

    private readonly TableShape _shape;
    private readonly ITimer? _settled;
    private readonly ITableFollower _follower;
    private readonly Lock _lock = new();
    private readonly List<KeyValueWatch> _watches = [];
    private Exception? _failure;
    private bool _isDisposed;

    /// <summary>Starts to listen; this instance owns the follower from here on.</summary>
    /// <param name="follower">Reports changes.</param>
    /// <param name="shape">The attributes of keys and values.</param>
    /// <param name="options">The clock of the delay for an index, and the memory limit.</param>
    public LiveTable(ITableFollower follower, TableShape shape, KeyValueTableOptions options)
    {
        _shape = shape;
        Image = new TableImage(isConsistent: shape.IndexName is null, options.MaxReadingBytes, options.Clock, ReportChanged);
        _settled = shape.IndexName is null
            ? null
            : options.Clock.CreateTimer(static live => ((LiveTable)live!).Forget(), this, IndexLag, Timeout.InfiniteTimeSpan);
        _follower = follower;
        follower.Start(this);
    }

    public TableImage Image { get; }

    /// <summary>False after a failure or after the last watch was closed: reads go to the table then.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _failure is null && !_isDisposed;
            }
        }
    }

    /// <summary>Opens a watch; null where following has ended meanwhile.</summary>
    public KeyValueWatch? TryOpen(IEnumerable<string> lookupKeys)
    {
        lock (_lock)
        {
            if (!IsRunning)
            {
                return null;
            }

            var watch = new KeyValueWatch(this, lookupKeys);
            _watches.Add(watch);
            return watch;
        }
    }

    /// <summary>Whether a key is read or watched.</summary>
    public bool IsInUse(string key)
    {
        lock (_lock)
        {
            return Image.Covers(key) || _watches.Exists(watch => watch.Covers(key));
        }
    }

    /// <summary>Closes a watch; following ends with the last one.</summary>
    public async ValueTask CloseAsync(KeyValueWatch watch)
    {
        lock (_lock)
        {
            _watches.Remove(watch);
            if (_watches.Count > 0)
            {
                return;
            }

            // A watch that is opened from here on starts following again.
            _isDisposed = true;
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Stops following; waits for changes fail.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _watches.ForEach(
                watch => watch.Fail(new ObjectDisposedException(nameof(KeyValueTable), "the table that is watched was disposed")));
        }

        _settled?.Dispose();
        return _follower.DisposeAsync();
    }

    void IChangeListener.OnRecords(IReadOnlyList<StreamRecord> records)
    {
        lock (_lock)
        {
            foreach (var record in records)
            {
                if (!record.HasAllKeys(_shape))
                {
                    ReportGap();
                }

                foreach (var key in record.KeysIn(_shape).Where(key => !record.LeavesIndex(_shape, key)))
                {
                    Publish(record, key);
                }
            }
        }
    }

    void IChangeListener.OnRounds(long rounds)
    {
        lock (_lock)
        {
            Image.CountRounds(rounds);
        }
    }

    void IChangeListener.OnGap()
    {
        lock (_lock)
        {
            ReportGap();
        }
    }

    void IChangeListener.OnFailed(Exception failure)
    {
        lock (_lock)
        {
            _failure = failure;
            Image.Invalidate();
            _watches.ForEach(watch => watch.Fail(failure));
        }
    }

    // An index that is read immediately after a change may be outdated: it is read once more.
    private void ReportGap()
    {
        _settled?.Change(IndexLag, Timeout.InfiniteTimeSpan);
        Forget();
    }

    private void Forget()
    {
        lock (_lock)
        {
            Image.Invalidate();
            _watches.ForEach(watch => watch.ReportGap());
        }
    }

    private void Publish(StreamRecord record, string key)
    {
        if (record.HasState)
        {
            Image.Apply(key, record.ItemIn(_shape, key), record.CreatedAt);
        }
        else
        {
            // A stream of keys or old images: the change is known, the value is not.
            Image.Invalidate();
            ReportChanged([key]);
        }
    }

    private void ReportChanged(IReadOnlyCollection<string> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                _watches.ForEach(watch => watch.Report(key));
            }
        }
    }
}
