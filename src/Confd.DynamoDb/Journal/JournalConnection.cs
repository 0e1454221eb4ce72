using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>This process's part in a table's journal: it reads it, and stands for writing it.</summary>
internal sealed partial class JournalConnection : ITableFollower
{
    private readonly JournalFollower _follower;
    private readonly JournalElection? _election;
    private readonly StreamsClient? _streams;

    private JournalConnection(JournalFollower follower, JournalElection? election, StreamsClient? streams)
    {
        _follower = follower;
        _election = election;
        _streams = streams;
    }

    /// <summary>Finds the journal of a table.</summary>
    /// <param name="connection">Stays the caller's.</param>
    /// <param name="table">The table whose changes are followed.</param>
    /// <param name="options">Which journal, and whether to write it; retries, clock, logger and metrics.</param>
    /// <param name="complete">Fetches the image of a record whose item was too large for the journal.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>Null where there is none, or it may not be read and was not asked for by name.</returns>
    /// <exception cref="DynamoDbException">The journal that was asked for by name is none or cannot be read.</exception>
    public static async Task<JournalConnection?> OpenAsync(
        DynamoConnection connection,
        DynamoTable table,
        DynamoTableOptions options,
        Func<StreamRecord, CancellationToken, Task<StreamRecord>> complete,
        CancellationToken cancellationToken)
    {
        var journal = options.Journal;
        var name = journal.Name ?? JournalOptions.NameFor(table.Name);
        var settings = journal.Settings;
        var store = new DynamoJournalStore(new DynamoTable(connection.Client, name, options), options.Clock, settings.Random);
        var streams = journal.MayWrite ? StreamsClient.Create(connection) : null;
        var election = streams is null
            ? null
            : CreateElection(store, streams, table, options);
        try
        {
            var follower = await JournalFollower.OpenAsync(
                store, complete, election is null ? null : election.Observe, settings, options.Clock, options.Logger, cancellationToken).ConfigureAwait(false);
            if (follower is not null)
            {
                LogFollowing(options.Logger, name);
                return new JournalConnection(follower, election, streams);
            }

            if (journal.Name is not null)
            {
                throw new DynamoDbException(
                    DynamoDbFailure.TableMissing, $"table {name} holds no journal of table {table.Name}")
                { Table = name };
            }
        }
        catch (DynamoDbException none) when (
            journal.Name is null
            && none.Failure is DynamoDbFailure.TableMissing or DynamoDbFailure.AccessDenied or DynamoDbFailure.InvalidRequest)
        {
            // A table of that name with other keys is no journal either.
            LogNone(options.Logger, name, none.Failure.ToString());
        }

        streams?.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Start(IStreamListener listener)
    {
        _follower.Start(listener);
        _election?.Start();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_election is not null)
        {
            await _election.DisposeAsync().ConfigureAwait(false);
        }

        await _follower.DisposeAsync().ConfigureAwait(false);
        _streams?.Dispose();
    }

    /// <summary>Stands for writing a table's journal, from <see cref="JournalElection.Start"/> on.</summary>
    /// <param name="store">The journal.</param>
    /// <param name="streams">Stays the caller's.</param>
    /// <param name="table">The table whose changes are written.</param>
    /// <param name="options">The journal's times and this process's name in it; retries, clock and logger.</param>
    public static JournalElection CreateElection(IJournalStore store, StreamsClient streams, DynamoTable table, DynamoTableOptions options)
    {
        var settings = options.Journal.Settings;
        return new JournalElection(
            store,
            (marks, stop) => OpenStreamAsync(streams, table, options, marks, settings, stop),
            options.Journal.Owner,
            settings,
            options.Clock,
            options.Logger);
    }

    private static async Task<IStreamCursor> OpenStreamAsync(
        StreamsClient streams,
        DynamoTable table,
        DynamoTableOptions options,
        IReadOnlyList<ShardMark> marks,
        JournalSettings settings,
        CancellationToken cancellationToken)
    {
        var description = await table.DescribeAsync(cancellationToken).ConfigureAwait(false);
        if (description.StreamSpecification?.StreamEnabled != true || description.LatestStreamArn is not { Length: > 0 } streamArn)
        {
            throw new DynamoDbException(
                DynamoDbFailure.StreamPositionLost, $"table {table.Name} has no stream, so its journal cannot be written")
            {
                Table = table.Name,
            };
        }

        return await StreamCursor.OpenAsync(
            streams, new RetryLoop(table.Name, options), streamArn, marks, options.Clock, settings.StreamInterval, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Following the journal of a DynamoDB table")]
    private static partial void LogFollowing(ILogger logger, string journal);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The table has no journal that may be read")]
    private static partial void LogNone(ILogger logger, string journal, string reason);
}
