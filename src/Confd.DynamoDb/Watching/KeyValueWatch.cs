using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.Watching;

/// <summary>Reports changes below some lookup keys since the watch was opened or last read. Dispose it to stop listening.</summary>
/// <remarks>While a watch is open, <see cref="KeyValueTable.ReadAsync"/> returns items from memory and sends no requests.</remarks>
public sealed class KeyValueWatch : IAsyncDisposable, IDisposable
{
    private readonly LiveTable _live;
    private readonly KeyCover _cover;
    private readonly ChangeWait<IReadOnlySet<string>> _wait;
    private HashSet<string> _changed = new(StringComparer.Ordinal);
    private bool _hasGap;

    internal KeyValueWatch(LiveTable live, IEnumerable<string> lookupKeys)
    {
        _live = live;
        _cover = new KeyCover(lookupKeys);
        _wait = new(Take);
    }

    /// <summary>Completes when at least one key changed that no earlier call reported. Changes between calls are kept.</summary>
    /// <returns>The full keys that changed; empty: anything may have changed.</returns>
    /// <exception cref="DynamoDbException">Stream or journal can no longer be followed; open a new watch and read again.</exception>
    /// <exception cref="ObjectDisposedException">The watch or its table was disposed.</exception>
    public Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken = default) =>
        _wait.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Ends a wait with <see cref="ObjectDisposedException"/>.</remarks>
    public ValueTask DisposeAsync()
    {
        Fail(new ObjectDisposedException(nameof(KeyValueWatch)));
        return _live.CloseAsync(this);
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    internal bool Covers(string key) => _cover.Contains(key);

    internal void Report(string key)
    {
        if (_cover.Contains(key))
        {
            _wait.Note(() => _changed.Add(key));
        }
    }

    internal void ReportGap() => _wait.Note(() => _hasGap = true);

    internal void Fail(Exception failure) => _wait.Fail(failure);

    private HashSet<string>? Take()
    {
        if (!_hasGap && _changed.Count == 0)
        {
            return null;
        }

        var changed = _hasGap ? new HashSet<string>(StringComparer.Ordinal) : _changed;
        _hasGap = false;
        _changed = new(StringComparer.Ordinal);
        return changed;
    }
}
