using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Watching;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb;

/// <summary>Reports changes of the flags of a table, from the table's journal if it has one, otherwise from its stream. If it has neither,
/// or access is denied, a warning is logged.</summary>
/// <remarks>
/// A change is reported within about a second: by a journal for half a read unit a second, by the stream for some 170,000 GetRecords a day
/// and shard. It is reported with the whole item, so that the table need not be read, except for items that are too large for the journal
/// or stored in parts. No more than two readers should follow one stream; those with one connection are one. Needs
/// <c>dynamodb:DescribeTable</c> on the table, and <c>dynamodb:GetItem</c> and <c>dynamodb:Query</c> on its journal, or
/// <c>dynamodb:DescribeStream</c>, <c>dynamodb:GetShardIterator</c> and <c>dynamodb:GetRecords</c> on its stream.
/// </remarks>
public sealed partial class DynamoFlagChanges : IFlagChangeSource
{
    private readonly DynamoConnection _connection;
    private readonly string _table;
    private readonly DynamoTableOptions _options;
    private readonly RowChangeReader _rows;
    private readonly WatchOrPoll<TableWatch> _watching;

    /// <summary>Uses the caller's connection, which the caller disposes of. Sends no request.</summary>
    /// <param name="connection">How to reach the table.</param>
    /// <param name="tableName">The flag table.</param>
    /// <param name="prefix">The environment's prefix; changes of others are not reported. Null or empty: none.</param>
    /// <param name="options">Retries, clock, logger and metrics.</param>
    public DynamoFlagChanges(DynamoConnection connection, string tableName, string? prefix = null, DynamoTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _connection = connection;
        _table = tableName;
        _options = options ?? new DynamoTableOptions();
        _options = _options with { RequestHealth = _options.RequestHealth ?? new(_options.Clock, _options.Logger) };
        _rows = new RowChangeReader(
            new Namespaces(prefix), (ns, key, problem) => LogBrokenRow(_options.Logger, _table, ns, key, problem));
        _watching = new(
            _options.Journal.Name,
            () => LogNothingToFollow(_options.Logger, _table),
            (journal, denied) => LogJournalDenied(_options.Logger, journal, _table, denied),
            denied => LogStreamDenied(_options.Logger, _table, denied));
    }

    /// <inheritdoc/>
    public async Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var watch = await _watching.OpenAsync(
                () => TableWatch.OpenAsync(_connection, _table, _rows.Partitions, _options, cancellationToken)).ConfigureAwait(false);
            return watch is null ? null : new Watch(watch, _rows);
        }
        catch (DynamoDbException exception)
        {
            throw Failures.Translate(exception);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The flag table {table} has neither a journal nor a stream to follow, so it is polled; "
            + "give it a journal, or turn its stream on with old and new images")]
    private static partial void LogNothingToFollow(ILogger logger, string table);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The journal {journal} of the flag table {table} may not be read, so the table is polled; "
            + "allow dynamodb:GetItem and dynamodb:Query on the journal")]
    private static partial void LogJournalDenied(ILogger logger, string journal, string table, Exception denied);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The flag table {table} has no journal that may be read, and its stream may not be read, so the table is read from time "
            + "to time; allow dynamodb:GetItem and dynamodb:Query on its journal, or dynamodb:DescribeTable on the table, "
            + "and dynamodb:DescribeStream, dynamodb:GetShardIterator and dynamodb:GetRecords on its stream")]
    private static partial void LogStreamDenied(ILogger logger, string table, Exception denied);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A changed row of the flag table cannot be read, so what was known of its item stays: table {table}, namespace {ns}, "
            + "key {key}: {problem}")]
    private static partial void LogBrokenRow(ILogger logger, string table, string ns, string key, string problem);

    private sealed class Watch(TableWatch watch, RowChangeReader rows) : IChangeWatch<StoredChanges>
    {
        // Changes that a cancelled wait took from the watch: the next wait returns them.
        private StoredChanges? _taken;

        public async Task<StoredChanges> WaitForChangeAsync(CancellationToken cancellationToken)
        {
            try
            {
                while (_taken is null or { IsComplete: true, Items.Count: 0 })
                {
                    _taken = rows.Read(await watch.WaitForChangeAsync(cancellationToken).ConfigureAwait(false));
                }

                if (_taken.Items.Any(change => !change.IsReported))
                {
                    await watch.SpreadAsync(cancellationToken).ConfigureAwait(false);
                }

                var taken = _taken;
                _taken = null;
                return taken;
            }
            catch (DynamoDbException exception)
            {
                throw Failures.Translate(exception);
            }
        }

        public ValueTask DisposeAsync() => watch.DisposeAsync();
    }
}
