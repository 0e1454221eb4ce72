using Confd.DynamoDb.Changes;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Watching;

/// <summary>Follows a table in the best available way: by its journal while that has a writer, otherwise by its stream, otherwise by
/// reporting at an interval that anything may have changed. Switches between them as the journal appears and disappears.</summary>
/// <remarks>
/// With each switch a gap is reported to the listener, after the new position is determined. Readers of a journal switch at different
/// times, so that a fleet does not read the table at the same moment.
/// </remarks>
internal sealed partial class TableFollowing : ITableFollower
{
    private readonly DynamoConnection _connection;
    private readonly DynamoTable _table;
    private readonly DynamoTableOptions _options;
    private readonly bool _sharesStream;
    private readonly ImageFetch? _complete;
    private readonly RequestHealth _journalHealth;
    private readonly BackgroundLoop _loop = new();
    private JournalConnection? _journal;
    private volatile ITableFollower? _current;
    private IDisposable? _journalShare;

    private TableFollowing(
        DynamoConnection connection,
        DynamoTable table,
        DynamoTableOptions options,
        bool sharesStream,
        ImageFetch? complete)
    {
        _connection = connection;
        _table = table;
        _options = options;
        _sharesStream = sharesStream;
        _complete = complete;
        _journalHealth = options.RequestHealth is { } ofTable
            ? new RequestHealth(ofTable, options.Logger)
            : new RequestHealth(options.Clock, options.Logger);
    }

    private JournalSettings Settings => _options.Journal.Settings;

    /// <summary>True while the table is followed by its journal.</summary>
    public bool IsByJournal => _current is JournalFollower;

    /// <summary>Determines the position; nothing is reported before <see cref="Start"/>.</summary>
    /// <param name="connection">Not disposed.</param>
    /// <param name="table">The table.</param>
    /// <param name="options">The journal, if any; retries, clock, logger and metrics.</param>
    /// <param name="sharesStream">True for a listener that tells an older change from a newer one: it may get changes that are a moment
    /// older than the position, from a reader of the stream that others of the connection use too.</param>
    /// <param name="complete">Fetches the images of items that were too large for the journal; null where images do not matter.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>Null where the table has neither a journal nor a stream.</returns>
    /// <exception cref="DynamoDbException">Neither can be read.</exception>
    public static async Task<TableFollowing?> OpenAsync(
        DynamoConnection connection,
        DynamoTable table,
        DynamoTableOptions options,
        bool sharesStream,
        ImageFetch? complete,
        CancellationToken cancellationToken)
    {
        var following = new TableFollowing(connection, table, options, sharesStream, complete);
        var isOpen = false;
        try
        {
            isOpen = await following.TryOpenJournalAsync(cancellationToken).ConfigureAwait(false)
                || await following.TryOpenStreamAsync(cancellationToken).ConfigureAwait(false);
            return isOpen ? following : null;
        }
        finally
        {
            if (!isOpen)
            {
                await following.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Start(IChangeListener listener) => _loop.Start(() => RunAsync(listener));

    /// <summary>Stops following, without notifying the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await _loop.StopAsync().ConfigureAwait(false))
        {
            await CloseAsync().ConfigureAwait(false);
            if (_journal is not null)
            {
                await _journal.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(IChangeListener listener)
    {
        var stop = _loop.Stopping;
        try
        {
            while (true)
            {
                var following = _current switch
                {
                    JournalFollower => FollowJournalAsync(listener, stop),
                    StreamSubscription stream => FollowStreamAsync(stream, listener, stop),
                    _ => PollAsync(listener, stop),
                };
                await following.ConfigureAwait(false);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception failure)
        {
            listener.OnFailed(failure);
        }
    }

    // Returns when the journal must be left.
    private async Task FollowJournalAsync(IChangeListener listener, CancellationToken stop)
    {
        _journal!.Campaign();
        var relay = new RelayListener(listener);
        _current!.Start(relay);
        var failure = await relay.Failed.WaitAsync(stop).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        if (failure is not DynamoDbException left || (left.Failure != DynamoDbFailure.JournalSilent && !JournalConnection.IsNone(left)))
        {
            throw failure;
        }

        if (left.Failure == DynamoDbFailure.JournalSilent)
        {
            LogLeft(_options.Logger, _table.Name, left.Message);
        }
        else
        {
            LogGone(_options.Logger, _table.Name, left.Message);

            // Readers detect silence at different times; that the journal was deleted they detect at the same time.
            await _journal.DisposeAsync().ConfigureAwait(false);
            _journal = null;
            await Task.Delay(Settings.RereadSpread * Settings.Random(), _options.Clock, stop).ConfigureAwait(false);
        }

        await TryOpenStreamOrPollAsync(stop).ConfigureAwait(false);
        listener.OnGap();
    }

    // Returns when there is a journal to switch to.
    private async Task FollowStreamAsync(StreamSubscription stream, IChangeListener listener, CancellationToken stop)
    {
        var relay = new RelayListener(listener);
        stream.Start(relay, relay.Tick);
        do
        {
            if (await relay.FailedWithinAsync(NextLook(), _options.Clock, stop).ConfigureAwait(false) is { } failure)
            {
                await CloseAsync().ConfigureAwait(false);
                throw failure;
            }
        }
        while (!await TryReturnAsync(listener, stop).ConfigureAwait(false));
    }

    // Returns when there is a journal to switch to.
    private async Task PollAsync(IChangeListener listener, CancellationToken stop)
    {
        var looked = _options.Clock.GetTimestamp();
        var look = NextLook();
        while (true)
        {
            var poll = Vary(Settings.PollInterval);
            var isLook = look - _options.Clock.GetElapsedTime(looked) is var left && left < poll;
            await Task.Delay(isLook ? Max(left, TimeSpan.Zero) : poll, _options.Clock, stop).ConfigureAwait(false);
            if (!isLook)
            {
                listener.OnGap();
            }
            else if (await TryReturnAsync(listener, stop).ConfigureAwait(false))
            {
                return;
            }
            else
            {
                (looked, look) = (_options.Clock.GetTimestamp(), NextLook());
            }
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private async Task<bool> TryReturnAsync(IChangeListener listener, CancellationToken stop)
    {
        if (await TryFollowJournalAsync(stop).ConfigureAwait(false) is not { } follower)
        {
            return false;
        }

        // Its position is determined: changes that the stream reported until then may be reported again, and are read again anyway.
        await CloseAsync().ConfigureAwait(false);
        UseJournal(follower);
        LogReturned(_options.Logger, _table.Name);
        listener.OnGap();
        return true;
    }

    private TimeSpan NextLook() => Vary(_journal is null ? Settings.SearchInterval : Settings.ReturnInterval);

    private TimeSpan Vary(TimeSpan interval) => interval * (0.5 + Settings.Random());

    private async Task<ITableFollower?> TryFollowJournalAsync(CancellationToken stop)
    {
        if (_options.Journal.IsIgnored)
        {
            return null;
        }

        try
        {
            _journal ??= await OpenJournalAsync(stop).ConfigureAwait(false);
            _journal?.Campaign();
            return _journal is not null && await _journal.HasCurrentWriterAsync(stop).ConfigureAwait(false)
                ? await _journal.FollowAsync(stop).ConfigureAwait(false)
                : null;
        }
        catch (DynamoDbException)
        {
            // Not now; the table is followed in another way meanwhile.
            return null;
        }
    }

    private async Task<bool> TryOpenJournalAsync(CancellationToken cancellationToken)
    {
        if (_options.Journal.IsIgnored)
        {
            return false;
        }

        _journal = await OpenJournalAsync(cancellationToken).ConfigureAwait(false);
        if (_journal is not null && await _journal.IsUnwrittenAsync(cancellationToken).ConfigureAwait(false)
            && await TryOpenStreamMeanwhileAsync(cancellationToken).ConfigureAwait(false))
        {
            LogUnwritten(_options.Logger, _table.Name);
            return true;
        }

        if (_journal is not null)
        {
            UseJournal(await _journal.FollowAsync(cancellationToken).ConfigureAwait(false));
        }

        return _current is not null;
    }

    // The requests to the journal are part of the health of the table's requests only while it is followed, as those to a stream are: while
    // it is opened or searched for, the table is read or followed in another way.
    private Task<JournalConnection?> OpenJournalAsync(CancellationToken cancellationToken) => JournalConnection.OpenAsync(
        _connection, _table, _options with { RequestHealth = _journalHealth }, _complete, cancellationToken);

    private void UseJournal(ITableFollower? follower)
    {
        _current = follower;
        _journalShare = follower is null ? null : _options.RequestHealth?.Include(_journalHealth);
    }

    private async Task<bool> TryOpenStreamAsync(CancellationToken cancellationToken)
    {
        var description = await _table.DescribeAsync(cancellationToken).ConfigureAwait(false);
        _current = await _connection.Share<SharedStreams>()
            .OpenAsync(_connection, description, _options, _sharesStream, cancellationToken).ConfigureAwait(false);
        return _current is not null;
    }

    private async Task TryOpenStreamOrPollAsync(CancellationToken stop)
    {
        if (!await TryOpenStreamMeanwhileAsync(stop).ConfigureAwait(false))
        {
            LogPolling(_options.Logger, _table.Name, (long)Settings.PollInterval.TotalSeconds);
        }
    }

    // A reader of the journal need not have permission to read the stream.
    private async Task<bool> TryOpenStreamMeanwhileAsync(CancellationToken stop)
    {
        try
        {
            return await TryOpenStreamAsync(stop).ConfigureAwait(false);
        }
        catch (DynamoDbException denied) when (denied.Failure == DynamoDbFailure.AccessDenied)
        {
            // As without a stream.
            return false;
        }
    }

    private async Task CloseAsync()
    {
        if (_current is { } current)
        {
            _current = null;
            await current.DisposeAsync().ConfigureAwait(false);
            _journalShare?.Dispose();
            _journalShare = null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The journal of table {table} cannot be followed, so the table's stream is followed for now; start a process "
            + "that may write the journal [{error}]")]
    private static partial void LogLeft(ILogger logger, string table, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The journal of table {table} has never been written, so the table's stream is followed for now; start a process that "
            + "may write the journal")]
    private static partial void LogUnwritten(ILogger logger, string table);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The journal of table {table} is gone or may no longer be read, so the table's stream is followed; "
            + "enable it again, or allow dynamodb:GetItem and dynamodb:Query on it [{error}]")]
    private static partial void LogGone(ILogger logger, string table, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The stream of table {table} cannot be followed either, so the table is read every {seconds} "
            + "seconds until its journal is "
            + "back")]
    private static partial void LogPolling(ILogger logger, string table, long seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Following the journal of table {table} from now on")]
    private static partial void LogReturned(ILogger logger, string table);
}
