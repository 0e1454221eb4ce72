using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Watching;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb;

/// <summary>Tells when the flags of a table change, by the table's journal where it has one, else by its stream. Where it has neither, or
/// may not read them, a warning says so.</summary>
/// <remarks>
/// A change is told within about a second: by a journal for half a read unit a second, by the stream for some 170,000 GetRecords a day and
/// shard. No more than two readers should follow one stream. Needs <c>dynamodb:DescribeTable</c> on the table, and <c>dynamodb:GetItem</c>
/// and <c>dynamodb:Query</c> on its journal, or <c>dynamodb:DescribeStream</c>, <c>dynamodb:GetShardIterator</c> and
/// <c>dynamodb:GetRecords</c> on its stream.
/// </remarks>
public sealed partial class DynamoFlagChanges : IFlagChangeSource
{
    private readonly DynamoConnection _connection;
    private readonly string _table;
    private readonly DynamoTableOptions _options;
    private readonly string[] _partitions;

    /// <summary>Uses a connection of the caller's, who also disposes it. Nothing is sent yet.</summary>
    /// <param name="connection">How to reach the table.</param>
    /// <param name="tableName">The flag table.</param>
    /// <param name="prefix">The environment's prefix; changes of others are not told. Null or empty: none.</param>
    /// <param name="options">Retries, clock, logger and metrics.</param>
    public DynamoFlagChanges(DynamoConnection connection, string tableName, string? prefix = null, DynamoTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _connection = connection;
        _table = tableName;
        _options = options ?? new DynamoTableOptions();

        // The row of an item that is kept in parts is written when its parts are there, so the parts' own rows do not matter.
        var namespaces = new Namespaces(prefix);
        _partitions = [namespaces.Of(DataKind.Features), namespaces.Of(DataKind.Segments)];
    }

    /// <inheritdoc/>
    public async Task<FlagWatch?> OpenWatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var watch = await TableWatch.OpenAsync(_connection, _table, _partitions, _options, cancellationToken).ConfigureAwait(false);
            if (watch is not null)
            {
                return new Watch(watch);
            }

            LogNoStream(_options.Logger, _table);
            return null;
        }
        catch (DynamoDbException exception) when (exception.Failure == DynamoDbFailure.AccessDenied)
        {
            LogDenied(_options.Logger, _table, exception.Message);
            return null;
        }
        catch (DynamoDbException exception)
        {
            throw Failures.Translate(exception);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The flag table {table} has no stream to follow, so it is read from time to time; turn it on with "
            + "`confd table stream enable --table {table}`")]
    private static partial void LogNoStream(ILogger logger, string table);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The stream of the flag table {table} may not be read, so the table is read from time to time; "
            + "allow dynamodb:DescribeTable on it, "
            + "and dynamodb:DescribeStream, dynamodb:GetShardIterator and dynamodb:GetRecords on its stream")]
    private static partial void LogDenied(ILogger logger, string table, string error);

    private sealed class Watch(TableWatch watch) : FlagWatch
    {
        public override async Task WaitForChangeAsync(CancellationToken cancellationToken)
        {
            try
            {
                await watch.WaitForChangeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (DynamoDbException exception)
            {
                throw Failures.Translate(exception);
            }
        }

        public override ValueTask DisposeAsync() => watch.DisposeAsync();
    }
}
