using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Watching;

namespace Confd.DynamoDb;

public sealed partial class KeyValueTable
{
    private readonly SemaphoreSlim _watchGate = new(1, 1);
    private readonly CancellationTokenSource _disposing = new();
    private LiveTable? _live;

    /// <summary>Starts to follow the table's stream. Changes after this call are part of a later <see cref="KeyValueWatch.WaitForChangeAsync"/>.</summary>
    /// <remarks>
    /// While a watch is open, <see cref="ReadAsync"/> reads the table once, strongly consistent, and then answers from memory. Needs
    /// <c>dynamodb:DescribeStream</c>, <c>dynamodb:GetShardIterator</c> and <c>dynamodb:GetRecords</c> on the stream.
    /// </remarks>
    /// <param name="keys">Lookup keys; changes of items that begin with one of them are reported.</param>
    /// <param name="cancellationToken">Ends the opening, not the watch.</param>
    /// <returns>Null where the table has no stream: poll it, or turn the stream on (<see cref="DynamoTable.EnableStreamAsync"/>).</returns>
    /// <exception cref="DynamoDbException">The stream cannot be read, such as <see cref="DynamoDbFailure.AccessDenied"/>.</exception>
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
        var description = await _describing.DescribeAsync(cancellationToken).ConfigureAwait(false);
        var options = TableOptions(_options, _options.Retry);
        return await StreamFollower.OpenAsync(_connection, description, options, cancellationToken).ConfigureAwait(false) is { } follower
            ? new LiveTable(follower, _shape)
            : null;
    }

    private Task<KeyItemSet> ReadLiveAsync(LiveTable live, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        live.Image.TryGet(keys) is { } items
            ? Task.FromResult(items)
            : live.Image.ReadAsync(keys, all => _reader.ReadAsync(all, isConsistent: _shape.IndexName is null, cancellationToken));
}
