using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Keeps a table's image by what its journal or stream tells, and tells the open watches what changed.</summary>
internal sealed class LiveTable : IChangeListener, IAsyncDisposable
{
    // An index follows its table within a fraction of a second, and cannot be read consistently.
    private static readonly TimeSpan IndexLag = TimeSpan.FromSeconds(5);

    private readonly TableShape _shape;
    private readonly ITimer? _settled;
    private readonly ITableFollower _follower;
    private readonly Lock _lock = new();
    private readonly List<KeyValueWatch> _watches = [];
    private Exception? _failure;
    private bool _isDisposed;

    /// <summary>Begins to listen; from here on the follower is this instance's.</summary>
    /// <param name="follower">Tells of changes.</param>
    /// <param name="shape">Where keys and values lie.</param>
    /// <param name="options">The clock that tells when an index has caught up, and how much is kept.</param>
    public LiveTable(ITableFollower follower, TableShape shape, KeyValueTableOptions options)
    {
        _shape = shape;
        Image = new TableImage(isConsistent: shape.IndexName is null, options.MaxReadingBytes);
        _settled = shape.IndexName is null
            ? null
            : options.Clock.CreateTimer(static live => ((LiveTable)live!).Forget(), this, IndexLag, Timeout.InfiniteTimeSpan);
        _follower = follower;
        follower.Start(this);
    }

    public TableImage Image { get; }

    /// <summary>False after a failure or the last watch's end: reads go to the table then.</summary>
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

    /// <summary>Opens a watch; null where following has ended in the meantime.</summary>
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

    /// <summary>Whether somebody reads or watches a key.</summary>
    public bool IsWanted(string key)
    {
        lock (_lock)
        {
            return Image.Covers(key) || _watches.Exists(watch => watch.Covers(key));
        }
    }

    /// <summary>Closes a watch; with the last one following ends.</summary>
    public async ValueTask CloseAsync(KeyValueWatch watch)
    {
        lock (_lock)
        {
            _watches.Remove(watch);
            if (_watches.Count > 0)
            {
                return;
            }

            // Who opens a watch from here on begins anew.
            _isDisposed = true;
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends following; whoever waits for a change is told that none will come.</summary>
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
                if (!record.TellsKeys(_shape))
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

    // What an index is asked right after may be from before: it is asked once more.
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
        if (record.TellsState)
        {
            Image.Apply(key, record.ItemIn(_shape, key));
        }
        else
        {
            // A stream of keys or old images: the change is known, the value is not.
            Image.Invalidate();
        }

        _watches.ForEach(watch => watch.Report(key));
    }
}
