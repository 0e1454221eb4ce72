using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;
using Confd.DynamoDb.Watching;

namespace Confd.DynamoDb;

public sealed partial class KeyValueTable
{
    private readonly SemaphoreSlim _watchGate = new(1, 1);
    private readonly CancellationTokenSource _disposing = new();
    private LiveTable? _live;

    /// <summary>Starts to follow the table: by its journal where it has one that may be read, else by its stream. Changes after this call
    /// are part of a later <see cref="KeyValueWatch.WaitForChangeAsync"/>.</summary>
    /// <remarks>
    /// While a watch is open, <see cref="ReadAsync"/> reads the table once, strongly consistent, and then answers from memory; an
    /// index twice, some seconds apart, and again where a change comes without both images. Needs
    /// <c>dynamodb:GetItem</c> and <c>dynamodb:Query</c> on the journal, or <c>dynamodb:DescribeStream</c>,
    /// <c>dynamodb:GetShardIterator</c> and <c>dynamodb:GetRecords</c> on the stream. The journal is left and found again as
    /// <see cref="JournalOptions"/> say; a stream serves two followers, a journal any number.
    /// </remarks>
    /// <param name="keys">Lookup keys; changes of items that begin with one of them are reported.</param>
    /// <param name="cancellationToken">Ends the opening, not the watch.</param>
    /// <returns>Null where the table has neither a journal nor a stream: poll it, or turn the stream on
    /// (<see cref="DynamoTable.EnableStreamAsync(CancellationToken)"/>).</returns>
    /// <exception cref="DynamoDbException">Neither can be read, such as <see cref="DynamoDbFailure.AccessDenied"/>.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed, before or meanwhile.</exception>
    public async Task<KeyValueWatch?> OpenWatchAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        try
        {
            return await OpenSharedAsync(keys, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled) when (_disposing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException($"the table {Name} was disposed", cancelled);
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
        var options = _options.ToTable();
        LiveTable? live = null;
        ImageFetch? complete = _shape.IndexName is null ? (records, token) => CompleteAsync(records, live, token) : null;
        var follower = await TableFollowing.OpenAsync(_connection, Table, options, complete, cancellationToken).ConfigureAwait(false);
        return live = follower is null ? null : new LiveTable(follower, _shape, _options.Clock);
    }

    // Items that were too large for the journal are asked for by themselves: their keys are known.
    private async Task<IReadOnlyList<StreamRecord>> CompleteAsync(
        IReadOnlyList<StreamRecord> records, LiveTable? live, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, StreamRecord>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (StreamRecord.KeyIn(_shape, record.Keys) is { } key && live?.IsWanted(key) != false)
            {
                wanted[key] = record;
            }
        }

        var items = await _reader.ReadExactAsync([.. wanted.Keys], cancellationToken).ConfigureAwait(false);
        var found = items.ToDictionary(item => item.Key, item => (KeyItem?)item, StringComparer.Ordinal);
        return [.. wanted.Select(pair => pair.Value.With(found.GetValueOrDefault(pair.Key), _shape))];
    }

    private Task<KeyItemSet> ReadLiveAsync(LiveTable live, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        live.Image.TryGet(keys) is { } items
            ? Task.FromResult(items)
            : live.Image.ReadAsync(keys, all => _reader.ReadAsync(all, isConsistent: _shape.IndexName is null, cancellationToken));
}
