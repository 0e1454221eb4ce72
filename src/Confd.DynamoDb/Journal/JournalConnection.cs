using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Streams;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>This process's connection to a table's journal: it reads it, and is a candidate for writing it until disposed.</summary>
internal sealed partial class JournalConnection : IAsyncDisposable
{
    private readonly IJournalStore _store;
    private readonly JournalElection? _election;
    private readonly StreamsClient? _streams;
    private readonly ImageFetch? _complete;
    private readonly DynamoTableOptions _options;
    private long? _rounds;
    private bool _isCandidate;

    private JournalConnection(
        IJournalStore store,
        JournalElection? election,
        StreamsClient? streams,
        ImageFetch? complete,
        DynamoTableOptions options)
    {
        _store = store;
        _election = election;
        _streams = streams;
        _complete = complete;
        _options = options;
    }

    private Action<JournalHead>? HeadSeen => _election is null ? null : _election.Observe;

    /// <summary>Finds the journal of a table.</summary>
    /// <param name="connection">Not disposed.</param>
    /// <param name="table">The table whose changes are followed.</param>
    /// <param name="options">The journal, and whether to write it; retries, clock, logger and metrics.</param>
    /// <param name="complete">Fetches the images of items that were too large for the journal; null where images do not matter.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>Null where there is none, or it may not be read and was not given by name.</returns>
    /// <exception cref="DynamoDbException">The journal that was given by name is none or cannot be read.</exception>
    public static async Task<JournalConnection?> OpenAsync(
        DynamoConnection connection,
        DynamoTable table,
        DynamoTableOptions options,
        ImageFetch? complete,
        CancellationToken cancellationToken)
    {
        var journal = options.Journal;
        var name = journal.NameOf(table.Name);
        var store = new DynamoJournalStore(new DynamoTable(connection.Client, name, options), table.Name, journal.Settings.Random);
        try
        {
            if (await store.ReadHeadAsync(cancellationToken).ConfigureAwait(false) is not null)
            {
                LogFollowing(options.Logger, name);
                var streams = journal.MayWrite ? StreamsClient.Create(connection) : null;
                return new JournalConnection(
                    store, streams is null ? null : CreateElection(store, streams, table, options), streams, complete, options);
            }

            if (journal.Name is not null)
            {
                throw JournalMissing.For(table.Name, name, failure: null);
            }
        }
        catch (DynamoDbException none) when (journal.Name is null && IsNone(none))
        {
            LogNone(options.Logger, name, none.Failure.ToString());
        }
        catch (DynamoDbException none) when (
            none.Failure is DynamoDbFailure.TableMissing or DynamoDbFailure.InvalidRequest && none.Table == name)
        {
            throw JournalMissing.For(table.Name, name, none);
        }

        return null;
    }

    /// <summary>Whether a failure means that there is no journal to read: a table of that name with other keys is none either, nor is the
    /// journal of another table.</summary>
    public static bool IsNone(DynamoDbException failed) => failed.Failure
        is DynamoDbFailure.TableMissing
        or DynamoDbFailure.AccessDenied
        or DynamoDbFailure.InvalidRequest
        or DynamoDbFailure.JournalOfOtherTable;

    /// <summary>Creates a candidacy for writing a table's journal, effective from <see cref="JournalElection.Start"/> on.</summary>
    /// <param name="store">The journal.</param>
    /// <param name="streams">Not disposed.</param>
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

    /// <summary>Determines the position; nothing is reported before the follower is started.</summary>
    /// <returns>Null where the journal is gone.</returns>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    public async Task<JournalFollower?> FollowAsync(CancellationToken cancellationToken)
    {
        if (await LookAsync(cancellationToken).ConfigureAwait(false) is not { } head)
        {
            return null;
        }

        var settings = _options.Journal.Settings;
        return new JournalFollower(
            listener => new JournalReader(_store, head.Position, listener, _complete, HeadSeen, settings, _options.Clock, _options.Logger),
            settings,
            _options.Clock);
    }

    /// <summary>True where the journal has never had a writer, and this process is not its writer.</summary>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    public async Task<bool> IsUnwrittenAsync(CancellationToken cancellationToken) =>
        _election is null && await LookAsync(cancellationToken).ConfigureAwait(false) is { Fence: 0 };

    /// <summary>Whether a writer has read the stream up to its end since the last call, from the second call on: one that catches up with
    /// many changes is behind the stream.</summary>
    /// <exception cref="DynamoDbException">The journal cannot be read.</exception>
    public async Task<bool> HasCurrentWriterAsync(CancellationToken cancellationToken)
    {
        var before = _rounds;
        return await LookAsync(cancellationToken).ConfigureAwait(false) is { } head && head.Rounds > before;
    }

    /// <summary>Starts the candidacy for writing the journal, if this process may write it; repeated calls do nothing.</summary>
    public void Campaign()
    {
        if (!_isCandidate)
        {
            _isCandidate = true;
            _election?.Start();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_election is not null)
            {
                await _election.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _streams?.Dispose();
        }
    }

    private async Task<JournalHead?> LookAsync(CancellationToken cancellationToken)
    {
        var head = await _store.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head is not null)
        {
            _rounds = head.Rounds;
            HeadSeen?.Invoke(head);
        }

        return head;
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
                DynamoDbFailure.StreamPositionLost,
                $"table {table.Name} has no stream, so its journal cannot be written; turn the stream on, with old and new images")
            {
                Remedy = DynamoDbRemedy.EnableJournal,
                Table = table.Name,
            };
        }

        var retries = new RetryLoop(table.Name, options);
        return await StreamCursor.OpenAsync(
            streams, retries, streamArn, marks, options.Clock, settings.StreamInterval, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Following the journal of a DynamoDB table [{journal}]")]
    private static partial void LogFollowing(ILogger logger, string journal);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The table has no journal that may be read [{journal}: {reason}]")]
    private static partial void LogNone(ILogger logger, string journal, string reason);
}
