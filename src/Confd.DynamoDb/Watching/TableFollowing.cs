using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Watching;

/// <summary>Chooses how the changes of a table are followed: by its journal, where there is one that somebody writes; else by its
/// stream.</summary>
/// <remarks>For every follower of a table: one instance for each table. Not safe to share between threads.</remarks>
/// <param name="connection">Stays the caller's.</param>
/// <param name="table">The table.</param>
/// <param name="options">Which journal, if any; retries, clock, logger and metrics.</param>
/// <param name="complete">Fetches the image of a record whose item was too large for the journal; null where images do not matter.</param>
internal sealed partial class TableFollowing(
    DynamoConnection connection,
    DynamoTable table,
    DynamoTableOptions options,
    Func<StreamRecord, CancellationToken, Task<StreamRecord>>? complete)
{
    private readonly JournalOptions _journal = options.Journal;

    /// <summary>Fixes the position; nothing is reported before <see cref="ITableFollower.Start"/>.</summary>
    /// <returns>Null where the table has neither a journal nor a stream.</returns>
    /// <exception cref="DynamoDbException">Neither can be read.</exception>
    public async Task<ITableFollower?> OpenAsync(TableDescription description, CancellationToken cancellationToken)
    {
        if (!_journal.IsIgnored && !_journal.Silence.IsOn(options.Clock)
            && await JournalConnection.OpenAsync(connection, table, options, complete ?? AsItIs, cancellationToken).ConfigureAwait(false)
                is { } follower)
        {
            return follower;
        }

        return await StreamFollower.OpenAsync(connection, description, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Is told why following ended: a journal that nobody writes is left alone for a while.</summary>
    public void Ended(Exception failure)
    {
        if (failure is DynamoDbException { Failure: DynamoDbFailure.JournalSilent })
        {
            LogSilent(options.Logger, table.Name, failure.Message);
            _journal.Silence.Begin(options.Clock);
        }
    }

    private static Task<StreamRecord> AsItIs(StreamRecord record, CancellationToken cancellationToken) => Task.FromResult(record);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The journal of table {table} is silent, so the table's stream is followed instead; let a process write it that may, such as "
            + "`confd table journal run --table {table}`")]
    private static partial void LogSilent(ILogger logger, string table, string error);
}
