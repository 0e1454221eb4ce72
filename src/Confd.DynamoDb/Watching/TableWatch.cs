using Amazon.DynamoDBv2;
using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Tells that a table has changed, whatever its items look like; what has changed is for the caller to read. Dispose it to stop
/// listening.</summary>
/// <remarks>For tables of keys and values there is more: <see cref="KeyValueTable.OpenWatchAsync"/>.</remarks>
public sealed class TableWatch : IChangeListener, IAsyncDisposable
{
    private readonly ITableFollower _follower;
    private readonly string _partitionAttribute;
    private readonly HashSet<string>? _partitions;
    private readonly Lock _lock = new();
    private bool _hasChanged;
    private Exception? _failure;
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TableWatch(ITableFollower follower, string partitionAttribute, IEnumerable<string>? partitions)
    {
        _follower = follower;
        _partitionAttribute = partitionAttribute;
        _partitions = partitions?.ToHashSet(StringComparer.Ordinal);
        follower.Start(this);
    }

    /// <summary>Starts to follow the table: by its journal where it has one that may be read, else by its stream. Changes after this call
    /// are part of a later <see cref="WaitForChangeAsync"/>.</summary>
    /// <param name="connection">How to reach the table; stays the caller's, and open for as long as the watch.</param>
    /// <param name="tableName">The table.</param>
    /// <param name="partitions">The values of the partition key that matter, texts; null: all of the table.</param>
    /// <param name="options">Retries, clock, logger and metrics.</param>
    /// <param name="cancellationToken">Ends the opening, not the watch.</param>
    /// <returns>Null where the table has neither a journal nor a stream: poll it, or turn the stream on
    /// (<see cref="DynamoTable.EnableStreamAsync(CancellationToken)"/>).</returns>
    /// <exception cref="DynamoDbException">
    /// The table cannot be followed, such as <see cref="DynamoDbFailure.AccessDenied"/>: needs <c>dynamodb:DescribeTable</c> on the table,
    /// and <c>dynamodb:GetItem</c> and <c>dynamodb:Query</c> on its journal, or <c>dynamodb:DescribeStream</c>,
    /// <c>dynamodb:GetShardIterator</c> and <c>dynamodb:GetRecords</c> on its stream.
    /// </exception>
    public static async Task<TableWatch?> OpenAsync(
        DynamoConnection connection,
        string tableName,
        IEnumerable<string>? partitions = null,
        DynamoTableOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new DynamoTableOptions();
        var table = new DynamoTable(connection.Client, tableName, options);
        var description = await table.DescribeAsync(cancellationToken).ConfigureAwait(false);
        var follower = await TableFollowing.OpenAsync(connection, table, options, complete: null, cancellationToken).ConfigureAwait(false);
        var partitionAttribute = description.KeySchema.First(key => key.KeyType == KeyType.HASH).AttributeName;
        return follower is null ? null : new TableWatch(follower, partitionAttribute, partitions);
    }

    /// <summary>Completes when something changed, or may have, since the watch was opened or the last call completed.</summary>
    /// <exception cref="DynamoDbException">The table cannot be followed any more; open a new watch and read anew.</exception>
    /// <exception cref="ObjectDisposedException">The watch was disposed.</exception>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task signal;
            lock (_lock)
            {
                if (_failure is not null)
                {
                    throw _failure;
                }

                if (_hasChanged)
                {
                    _hasChanged = false;
                    return;
                }

                signal = _signal.Task;
            }

            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Ends a wait with <see cref="ObjectDisposedException"/>.</remarks>
    public ValueTask DisposeAsync()
    {
        Signal(new ObjectDisposedException(nameof(TableWatch)));
        return _follower.DisposeAsync();
    }

    void IChangeListener.OnRecords(IReadOnlyList<StreamRecord> records)
    {
        if (_partitions is null || records.Any(
            record => record.KeyText(_partitionAttribute) is { } partition && _partitions.Contains(partition)))
        {
            Signal(failure: null);
        }
    }

    void IChangeListener.OnGap() => Signal(failure: null);

    void IChangeListener.OnFailed(Exception failure) => Signal(failure);

    private void Signal(Exception? failure)
    {
        lock (_lock)
        {
            _hasChanged = true;
            _failure ??= failure;
            _signal.TrySetResult();
            _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
