using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>Lets this process write the journal when nobody else does. Any number of processes may stand for it; at most one at a time can
/// append.</summary>
/// <remarks>
/// It sends nothing of its own while another writes: it looks at the heads that the reader beside it sees anyway, through
/// <see cref="Observe"/>.
/// </remarks>
internal sealed partial class JournalElection : IAsyncDisposable
{
    private readonly IJournalStore _store;
    private readonly Func<IReadOnlyList<ShardMark>, CancellationToken, Task<IStreamCursor>> _openStream;
    private readonly JournalSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _owner;
    private readonly BackgroundLoop _loop = new();
    private readonly Lock _lock = new();
    private readonly LeaseWatch _lease;
    private JournalHead? _seen;
    private TaskCompletionSource _observed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Stands for election from <see cref="Start"/> on.</summary>
    /// <param name="store">The journal.</param>
    /// <param name="openStream">Opens the table's stream at the marks.</param>
    /// <param name="owner">This process, for people: host and process id.</param>
    /// <param name="settings">Times.</param>
    /// <param name="clock">All waits, and the lease, are measured by it.</param>
    /// <param name="logger">Hears of terms.</param>
    public JournalElection(
        IJournalStore store,
        Func<IReadOnlyList<ShardMark>, CancellationToken, Task<IStreamCursor>> openStream,
        string owner,
        JournalSettings settings,
        TimeProvider clock,
        ILogger logger)
    {
        _store = store;
        _openStream = openStream;
        _owner = owner;
        _settings = settings;
        _clock = clock;
        _logger = logger;
        _lease = new LeaseWatch(clock);
    }

    /// <summary>The fencing number while this process writes; null otherwise.</summary>
    public long? Fence { get; private set; }

    /// <summary>Begins. To be called once.</summary>
    public void Start() => _loop.Start(RunAsync);

    /// <summary>Tells of a head that was seen.</summary>
    public void Observe(JournalHead head)
    {
        lock (_lock)
        {
            _lease.Observe(head);
            if (_seen is null || (head.Fence, head.Beat).CompareTo((_seen.Fence, _seen.Beat)) >= 0)
            {
                _seen = head;
            }

            _observed.TrySetResult();
        }
    }

    /// <summary>Leaves: a term that is under way is handed on at once.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task RunAsync()
    {
        var stop = _loop.Stopping;
        try
        {
            while (true)
            {
                await NextHeadAsync(stop).ConfigureAwait(false);
                if (FreeHead() is null)
                {
                    continue;
                }

                // All that wait see the head stand still at about the same time.
                await Task.Delay(_settings.TakeoverSpread * _settings.Random(), _clock, stop).ConfigureAwait(false);
                if (FreeHead() is { } head && !await TryServeAsync(head, stop).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Left.
        }
    }

    private Task NextHeadAsync(CancellationToken stop)
    {
        lock (_lock)
        {
            _observed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _observed.Task.WaitAsync(stop);
        }
    }

    private JournalHead? FreeHead()
    {
        lock (_lock)
        {
            return _seen is { } head && _lease.IsFree(head, _settings.LeaseTime) ? head : null;
        }
    }

    // False: this process may not write the journal.
    private async Task<bool> TryServeAsync(JournalHead head, CancellationToken stop)
    {
        try
        {
            if (await JournalTerm.TryBeginAsync(_store, head, _owner, _settings, _clock, stop).ConfigureAwait(false) is { } term)
            {
                await ServeAsync(term, stop).ConfigureAwait(false);
            }

            return true;
        }
        catch (DynamoDbException denied) when (denied.Failure == DynamoDbFailure.AccessDenied)
        {
            LogMayNotWrite(_logger, denied.Message);
            return false;
        }
        catch (DynamoDbException failed)
        {
            LogFailed(_logger, failed.Message);
            return true;
        }
    }

    private async Task ServeAsync(JournalTerm term, CancellationToken stop)
    {
        LogBegun(_logger, term.Fence);
        Fence = term.Fence;
        try
        {
            await term.RunAsync(_openStream, stop).ConfigureAwait(false);
            LogOvertaken(_logger, term.Fence);
        }
        catch (Exception failure) when (failure is DynamoDbException or OperationCanceledException)
        {
            // Whoever can do better shall begin at once, instead of waiting for the lease to run out.
            await LeaveAsync(term).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Fence = null;
        }
    }

    private async Task LeaveAsync(JournalTerm term)
    {
        using var limit = new CancellationTokenSource(_settings.LeaseTime, _clock);
        try
        {
            await term.ReleaseAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DynamoDbException or OperationCanceledException)
        {
            LogNotReleased(_logger, failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Writing the journal from now on")]
    private static partial void LogBegun(ILogger logger, long fence);

    [LoggerMessage(Level = LogLevel.Information, Message = "Another process writes the journal now")]
    private static partial void LogOvertaken(ILogger logger, long fence);

    [LoggerMessage(Level = LogLevel.Information, Message = "This process may read the journal, not write it")]
    private static partial void LogMayNotWrite(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Writing the journal failed; the next writer goes on")]
    private static partial void LogFailed(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The journal was not handed on; its lease runs out instead")]
    private static partial void LogNotReleased(ILogger logger, string error);
}
