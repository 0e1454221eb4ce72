using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Journal;

/// <summary>Lets this process write the journal when no other process does. Any number of processes may be candidates; at most one at a
/// time can append.</summary>
/// <remarks>
/// It sends no requests while another process writes: it uses the heads that the reader of this process gets anyway, through <see
/// cref="Observe"/>. After a failure it pauses, for increasing times, so as not to disturb another process that can write.
/// </remarks>
internal sealed partial class JournalElection : IAsyncDisposable
{
    // A missing permission may be granted later.
    private static readonly TimeSpan DeniedPause = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    private readonly IJournalStore _store;
    private readonly Func<IReadOnlyList<ShardMark>, CancellationToken, Task<IStreamCursor>> _openStream;
    private readonly JournalSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _owner;
    private readonly BackgroundLoop _loop = new();
    private readonly OnceReporter _failed = new();
    private readonly OnceReporter _denied = new();
    private readonly Lock _lock = new();
    private readonly LeaseWatch _lease;
    private JournalHead? _seen;
    private TaskCompletionSource _observed = new();
    private int _failures;

    /// <summary>Creates a candidacy, effective from <see cref="Start"/> or <see cref="CampaignAsync"/> on.</summary>
    /// <param name="store">The journal.</param>
    /// <param name="openStream">Opens the table's stream at the marks.</param>
    /// <param name="owner">This process, for people: host and process id.</param>
    /// <param name="settings">Times.</param>
    /// <param name="clock">The clock of all delays, and of the lease.</param>
    /// <param name="logger">Logs terms.</param>
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

    /// <summary>Starts the candidacy until disposed, whatever fails; a missing permission is logged once. May be called once.</summary>
    public void Start() => _loop.Start(CampaignRepeatedlyAsync);

    /// <summary>Runs the candidacy until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; a term in progress was released.</exception>
    /// <exception cref="DynamoDbException"><see cref="DynamoDbFailure.AccessDenied"/>: this process may not write the journal or read the
    /// stream.</exception>
    public async Task CampaignAsync(CancellationToken stop)
    {
        while (true)
        {
            await NextHeadAsync(stop).ConfigureAwait(false);
            if (FindFreeHead() is null)
            {
                continue;
            }

            // All candidates detect an unchanged head at about the same time.
            await Task.Delay(_settings.TakeoverSpread * _settings.Random(), _clock, stop).ConfigureAwait(false);
            if (FindFreeHead() is { } head && await TryServeAsync(head, stop).ConfigureAwait(false) is { } pause)
            {
                await Task.Delay(pause, _clock, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reports a head that was read. Continuations of the candidacy may run, up to its next wait, before this returns.</summary>
    public void Observe(JournalHead head)
    {
        TaskCompletionSource observed;
        lock (_lock)
        {
            _lease.Observe(head);
            if (_seen?.Id != head.Id || (head.Fence, head.Beat).CompareTo((_seen.Fence, _seen.Beat)) >= 0)
            {
                _seen = head;
            }

            observed = _observed;
        }

        observed.TrySetResult();
    }

    /// <summary>Ends the candidacy: a term in progress is released immediately.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task CampaignRepeatedlyAsync()
    {
        var stop = _loop.Stopping;
        try
        {
            while (true)
            {
                try
                {
                    await CampaignAsync(stop).ConfigureAwait(false);
                }
                catch (DynamoDbException denied) when (denied.Failure == DynamoDbFailure.AccessDenied)
                {
                    _denied.Report(() => LogMayNotWrite(_logger, denied.Message));
                    await Task.Delay(DeniedPause * (1 + _settings.Random()), _clock, stop).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Disposed, perhaps while a request was failing.
        }
    }

    private Task NextHeadAsync(CancellationToken stop)
    {
        lock (_lock)
        {
            _observed = new TaskCompletionSource();
            return _observed.Task.WaitAsync(stop);
        }
    }

    private JournalHead? FindFreeHead()
    {
        lock (_lock)
        {
            return _seen is { } head && _lease.IsFree(head, _settings.LeaseTime) ? head : null;
        }
    }

    // Returns how long to pause; null: not at all.
    private async Task<TimeSpan?> TryServeAsync(JournalHead head, CancellationToken stop)
    {
        try
        {
            if (await JournalTerm.TryBeginAsync(_store, head, _owner, _settings, _clock, _logger, stop).ConfigureAwait(false) is { } term)
            {
                await ServeAsync(term, stop).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception last) when (stop.IsCancellationRequested && last is not OperationCanceledException)
        {
            // A request that was sent again ends with its last failure.
            throw new OperationCanceledException(last.Message, last, stop);
        }
        catch (DynamoDbException denied) when (denied.Failure == DynamoDbFailure.AccessDenied)
        {
            throw;
        }
        catch (Exception failed) when (!stop.IsCancellationRequested)
        {
            // Also after unexpected exceptions: a candidate that ended silently would be missing when it is needed.
            _failures++;
            var pause = Backoff.After(
                _failures, new BackoffOptions { BaseDelay = _settings.LeaseTime * 2, MaxDelay = MaxPause, Random = _settings.Random });
            ReportFailed(FailureMessage.ReasonOf(failed), pause);
            return pause;
        }
    }

    // A reason that stays, such as a stream that is off, is the same at every attempt.
    private void ReportFailed(string reason, TimeSpan pause)
    {
        var isNew = false;
        _failed.Report(OnceReporter.WithoutNumbers(reason), () => isNew = true);
        if (isNew)
        {
            LogFailed(_logger, reason, (long)pause.TotalMilliseconds);
        }
        else
        {
            LogFailedAgain(_logger, reason, (long)pause.TotalMilliseconds);
        }
    }

    private async Task ServeAsync(JournalTerm term, CancellationToken stop)
    {
        LogBegun(_logger, term.Fence);
        var begun = _clock.GetTimestamp();
        try
        {
            await term.RunAsync(_openStream, stop).ConfigureAwait(false);
            LogOvertaken(_logger, term.Fence);
        }
        catch (Exception)
        {
            // Another process that can write shall start immediately, instead of waiting for the lease to expire.
            await LeaveAsync(term).ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (_clock.GetElapsedTime(begun) > MaxPause)
            {
                _failures = 0;
                _failed.Reset();
            }
        }
    }

    private async Task LeaveAsync(JournalTerm term)
    {
        using var limit = new CancellationTokenSource(_settings.LeaseTime, _clock);
        try
        {
            await term.ReleaseAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DynamoDbException or OperationCanceledException or ObjectDisposedException)
        {
            LogNotReleased(_logger, failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This process now writes the journal [fence {fence}]")]
    private static partial void LogBegun(ILogger logger, long fence);

    [LoggerMessage(Level = LogLevel.Information, Message = "Another process writes the journal now [fence {fence}]")]
    private static partial void LogOvertaken(ILogger logger, long fence);

    [LoggerMessage(Level = LogLevel.Information, Message = "This process may read the journal but not write it [{error}]")]
    private static partial void LogMayNotWrite(ILogger logger, string error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Writing the journal failed; another writer takes over [trying again in {pause_ms} ms: {error}]")]
    private static partial void LogFailed(ILogger logger, string error, long pause_ms);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Writing the journal failed again [trying again in {pause_ms} ms: {error}]")]
    private static partial void LogFailedAgain(ILogger logger, string error, long pause_ms);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The journal's lease was not released; it will expire [{error}]")]
    private static partial void LogNotReleased(ILogger logger, string error);
}
