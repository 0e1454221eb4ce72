using Amazon.DynamoDBv2;
using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Reports the changes of a table, whatever its items look like. Dispose it to stop listening.</summary>
/// <remarks>For tables of keys and values use <see cref="KeyValueTable.OpenWatchAsync"/>.</remarks>
public sealed class TableWatch : IChangeListener, IAsyncDisposable, IDisposable
{
    private readonly TableFollowing _following;
    private readonly DynamoTableOptions _options;
    private readonly PendingChanges _pending;
    private readonly ChangeWait<TableChanges> _wait;
    private readonly RoundsSinceReading _rounds = new();

    private TableWatch(TableFollowing following, PendingChanges pending, DynamoTableOptions options)
    {
        _following = following;
        _options = options;
        _pending = pending;
        _wait = new(() => pending.IsEmpty ? null : pending.Take());
        following.Start(this);
    }

    /// <summary>Starts to follow the table: by its journal if it has one that may be read, otherwise by its stream. Changes after this call
    /// are part of a later <see cref="WaitForChangeAsync"/>.</summary>
    /// <remarks>Watches of one table that are opened with one connection, and the same clock and retries, share a reader of its stream: the
    /// first changes may be a moment older than this call.</remarks>
    /// <param name="connection">How to reach the table; not disposed, and must stay open as long as the watch.</param>
    /// <param name="tableName">The table.</param>
    /// <param name="partitions">The values of the partition key to report, strings; null: the whole table.</param>
    /// <param name="options">Retries, clock, logger and metrics.</param>
    /// <param name="cancellationToken">Cancels the opening, not the watch.</param>
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
        options = (options ?? new DynamoTableOptions()).Sharing();
        var table = new DynamoTable(connection.Client, tableName, options);
        var description = await table.DescribeAsync(cancellationToken).ConfigureAwait(false);
        var following = await TableFollowing
            .OpenAsync(connection, table, options, sharesStream: true, complete: null, cancellationToken).ConfigureAwait(false);
        return following is null
            ? null
            : new TableWatch(
                following,
                new PendingChanges(
                    description.KeySchema.First(key => key.KeyType == KeyType.HASH).AttributeName,
                    description.KeySchema.FirstOrDefault(key => key.KeyType == KeyType.RANGE)?.AttributeName,
                    partitions?.ToHashSet(StringComparer.Ordinal)),
                options);
    }

    /// <summary>Completes when something changed, or may have, since the watch was opened or the last call completed.</summary>
    /// <returns>The changed items as they are now, so that the table need not be read.</returns>
    /// <exception cref="DynamoDbException">The table can no longer be followed; open a new watch and read again.</exception>
    /// <exception cref="ObjectDisposedException">The watch was disposed.</exception>
    public Task<TableChanges> WaitForChangeAsync(CancellationToken cancellationToken = default) => _wait.WaitAsync(cancellationToken);

    /// <summary>Waits before items are read that were not reported: a random time where the table is followed by a journal, since all its
    /// readers receive its entries at about the same moment; otherwise not at all.</summary>
    /// <remarks>Up to <see cref="Journal.JournalSettings.LargeItemSpread"/>.</remarks>
    public Task SpreadAsync(CancellationToken cancellationToken = default)
    {
        var settings = _options.Journal.Settings;
        return _following.IsByJournal
            ? Task.Delay(settings.LargeItemSpread * settings.Random(), _options.Clock, cancellationToken)
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>Ends a wait with <see cref="ObjectDisposedException"/>.</remarks>
    public ValueTask DisposeAsync()
    {
        _wait.Fail(new ObjectDisposedException(nameof(TableWatch)));
        return _following.DisposeAsync();
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    void IChangeListener.OnRecords(IReadOnlyList<StreamRecord> records) => _wait.Note(() =>
    {
        foreach (var record in records)
        {
            _pending.Add(record, mayBeOutdated: !_rounds.AreEnough);
        }
    });

    void IChangeListener.OnRounds(long rounds) => _rounds.Count(rounds);

    void IChangeListener.OnGap() => _wait.Note(() =>
    {
        _pending.AddGap();
        _rounds.Restart();
    });

    void IChangeListener.OnFailed(Exception failure) => _wait.Fail(failure);
}
