using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;
using Confd.DynamoDb.Watching;

namespace Confd.DynamoDb;

/// <summary>Follows a table for all its watches, and serves reads from memory meanwhile.</summary>
internal sealed class KeyValueFollowing(
    DynamoConnection connection, DynamoTable table, TableShape shape, TableReader reader, KeyValueTableOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim _watchGate = new(1, 1);
    private readonly CancellationTokenSource _disposing = new();
    private LiveTable? _live;

    /// <summary>Opens a watch, and starts to follow with the first one.</summary>
    /// <returns>Null where the table has neither a journal nor a stream.</returns>
    /// <exception cref="DynamoDbException">Neither can be read.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed, before or meanwhile.</exception>
    public async Task<KeyValueWatch?> OpenAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        try
        {
            return await OpenSharedAsync(keys, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (_disposing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException($"the table {table.Name} was disposed", cancelled);
        }
    }

    /// <summary>Reads the items of the keys: from memory while the table is followed.</summary>
    public Task<KeyItemSet> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => _live switch
    {
        not { IsRunning: true } => reader.ReadAsync(keys, options.IsConsistentRead, cancellationToken),
        { Image: var image } when image.TryGet(keys) is { } items => Task.FromResult(items),
        { Image: var image } => image.ReadAsync(
            keys, all => reader.ReadAsync(all, isConsistent: shape.IndexName is null, cancellationToken)),
    };

    /// <summary>Closes open watches.</summary>
    public async ValueTask DisposeAsync()
    {
        // Callers that wait for a watch to open, or for a change, are notified first.
        await _disposing.CancelAsync().ConfigureAwait(false);
        if (_live is not null)
        {
            await _live.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<KeyValueWatch?> OpenSharedAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await _watchGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_live?.TryOpen(keys) is { } shared)
            {
                return shared;
            }

            if (_live is not null)
            {
                await _live.DisposeAsync().ConfigureAwait(false);
            }

            _live = await FollowAsync(cancellationToken).ConfigureAwait(false);
            if (_disposing.IsCancellationRequested && _live is not null)
            {
                await _live.DisposeAsync().ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return _live?.TryOpen(keys);
        }
        finally
        {
            _watchGate.Release();
        }
    }

    private async Task<LiveTable?> FollowAsync(CancellationToken cancellationToken)
    {
        var following = options.ToTable();
        LiveTable? live = null;
        ImageFetch? complete = shape.IndexName is null ? (records, token) => CompleteAsync(records, live, token) : null;
        var follower = await TableFollowing
            .OpenAsync(connection, table, following, sharesStream: false, complete, cancellationToken).ConfigureAwait(false);
        return live = follower is null ? null : new LiveTable(follower, shape, options);
    }

    // Items that were too large for the journal are read individually: their keys are known.
    private async Task<IReadOnlyList<StreamRecord>> CompleteAsync(
        IReadOnlyList<StreamRecord> records, LiveTable? live, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, StreamRecord>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (StreamRecord.KeyIn(shape, record.Keys) is { } key && live?.IsInUse(key) != false)
            {
                wanted[key] = record;
            }
        }

        var items = await reader.ReadExactAsync([.. wanted.Keys], cancellationToken).ConfigureAwait(false);
        var found = items.ToDictionary(item => item.Key, item => (KeyItem?)item, StringComparer.Ordinal);
        return [.. wanted.Select(pair => pair.Value.With(found.GetValueOrDefault(pair.Key), shape))];
    }
}
