using Confd.Engine.Documents;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Brings resources in sync when their backends report changes, until cancelled.</summary>
internal sealed partial class WatchLoop
{
    // A backend that takes longer does not delay the resources of others.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private readonly EngineOptions _options;
    private readonly RunContext _context;
    private readonly ILogger _logger;
    private readonly ResourceReloader _reloader;
    private readonly UpdateCycle _cycle;
    private readonly WatchRetries _retries;
    private readonly ChangeSchedule _schedule = new();
    private readonly ResourcesBeingRead _beingRead = new();
    private readonly long _origin;
    private TimeSpan? _batchDue;

    public WatchLoop(EngineOptions options, RunContext context, ResourceReloader reloader, UpdateCycle cycle)
    {
        _options = options;
        _context = context;
        _logger = context.Logger;
        _reloader = reloader;
        _cycle = cycle;
        _retries = new WatchRetries(options);
        _origin = context.Clock.GetTimestamp();
    }

    private bool IsBatching => _options.BatchInterval > TimeSpan.Zero;

    private TimeSpan Now => _context.Clock.GetElapsedTime(_origin);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="OperationCanceledException">The loop was cancelled.</exception>
    public async Task RunAsync(LoadedResources loaded, StopTokens tokens)
    {
        if (IsBatching)
        {
            LogBatching(DurationText.Format(_options.BatchInterval));
        }

        await _context.WaitForSplayAsync(_options, tokens.Stop).ConfigureAwait(false);
        var watched = new WatchedResources(_options, _context, tokens.Stop);
        await using (watched.ConfigureAwait(false))
        {
            watched.Adopt(loaded);
            while (true)
            {
                loaded = await RunUntilRenewedAsync(watched, loaded, tokens).ConfigureAwait(false);
                await AdoptAsync(watched, loaded).ConfigureAwait(false);
            }
        }
    }

    // Scheduled resources stay scheduled, unless they are no longer used; readings in progress are started again.
    private async Task AdoptAsync(WatchedResources watched, LoadedResources loaded)
    {
        _context.Progress.Working("closing the watches", WatchedResources.EndLimit);
        await watched.EndOthersAsync(loaded).ConfigureAwait(false);
        _cycle.Adopt(loaded);
        _reloader.Adopt(loaded);
        foreach (var opened in _beingRead.TakeAll())
        {
            _schedule.Schedule(opened, Now);
        }

        _schedule.Keep(loaded.Opened.ToHashSet());
        watched.Adopt(loaded);
        if (!loaded.IsAddition)
        {
            _batchDue = null;
            LogRestarting(IsBatching ? "batch watches" : "watches");
        }
    }

    /// <summary>Processes what the watchers report, until there are new resources; also while those are being read.</summary>
    private async Task<LoadedResources> RunUntilRenewedAsync(WatchedResources watched, LoadedResources current, StopTokens tokens)
    {
        Task<LoadedResources>? renewal = null;
        using var reads = CancellationTokenSource.CreateLinkedTokenSource(tokens.Stop);
        try
        {
            while (renewal is not { IsCompleted: true })
            {
                if (renewal is null && _reloader.Due.TryTake())
                {
                    renewal = _reloader.RenewAsync(current, IsBatching ? "batch watch processor" : "watch processor", tokens.Stop);
                    continue;
                }

                Take(watched);
                await ProcessDueAsync(watched, tokens, reads.Token).ConfigureAwait(false);
                ShowNext();
                await WaitAsync(watched, renewal, tokens).ConfigureAwait(false);
            }

            await reads.CancelAsync().ConfigureAwait(false);
            var renewed = await renewal.ConfigureAwait(false);
            tokens.Stop.ThrowIfCancellationRequested();
            return renewed;
        }
        catch (OperationCanceledException) when (IsBatching && tokens.Stop.IsCancellationRequested)
        {
            // Collected changes are processed before a cancellation ends the run.
            await ProcessPendingAsync(watched, tokens).ConfigureAwait(false);
            throw;
        }
    }

    private void ShowNext()
    {
        var now = Now;
        var due = _schedule.DueByFile();
        _context.Observer.Waiting(path => due.TryGetValue(path, out var time) ? time - now : null);
    }

    private void Take(WatchedResources watched)
    {
        var all = watched.All.ToHashSet();
        foreach (var (opened, kind) in watched.Reported.TakeAll().Where(reported => all.Contains(reported.Key)))
        {
            Schedule(opened, kind);
        }
    }

    private void Schedule(OpenedResource opened, ChangeKind kind)
    {
        if (kind == ChangeKind.Refresh)
        {
            _schedule.Schedule(opened, Now);
            return;
        }

        if (IsBatching)
        {
            if (_batchDue is null)
            {
                _batchDue = Now + _options.BatchInterval;
                LogBatchTimer(DurationText.Format(_options.BatchInterval));
            }

            LogQueued(opened.Resource.Destination);
            _schedule.Schedule(opened, _batchDue.Value);
            return;
        }

        var quietPeriod = opened.Resource.Debounce ?? _options.Debounce;
        if (quietPeriod <= TimeSpan.Zero)
        {
            _schedule.Schedule(opened, Now);
        }
        else if (_schedule.Debounce(opened, Now, quietPeriod))
        {
            LogDebouncing(opened.Resource.Destination, DurationText.Format(quietPeriod));
        }
    }

    private async Task ProcessDueAsync(WatchedResources watched, StopTokens tokens, CancellationToken reads)
    {
        OpenedResource[] debounced = [.. watched.All.Where(_schedule.IsDebounced)];
        var due = new HashSet<OpenedResource>();
        foreach (var opened in _schedule.TakeDue(Now))
        {
            if (!_beingRead.MarkDueAgain(opened))
            {
                due.Add(opened);
            }
        }

        if (_batchDue <= Now)
        {
            _batchDue = null;
        }

        // The first rendering counts as a batch too, as in the original, though it does not wait here.
        if (IsBatching && due.Count > 0)
        {
            LogBatch(due.Count);
        }

        foreach (var opened in debounced.Where(due.Contains))
        {
            LogQuiet(opened.Resource.Destination);
        }

        if (due.Count > 0)
        {
            await ReadAndProcessAsync([.. watched.All.Where(due.Contains)], tokens, reads).ConfigureAwait(false);
        }

        while (_beingRead.TakeRead() is { } late)
        {
            foreach (var opened in late.DueAgain)
            {
                _schedule.Schedule(opened, Now);
            }

            await ProcessAsync(late.Resources, late.Readings, tokens).ConfigureAwait(false);
        }

        await _cycle.RunDueAsync(tokens).ConfigureAwait(false);
    }

    private async Task ReadAndProcessAsync(IReadOnlyList<OpenedResource> resources, StopTokens tokens, CancellationToken end)
    {
        var readings = _cycle.CreateReadings(resources);
        _context.Progress.Working("reading keys", _options.ReadLimit);
        var reads = resources.ToDictionary<OpenedResource, OpenedResource, Task>(
            opened => opened, opened => _cycle.StartReadingAsync(opened, readings, end));
        var all = Task.WhenAll(reads.Values);
        if (!all.IsCompleted)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(end);
            await Task.WhenAny(all, Task.Delay(MaxWait, _context.Clock, over.Token)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }

        var ready = new List<OpenedResource>();
        foreach (var opened in resources)
        {
            if (reads[opened].IsCompleted)
            {
                ready.Add(opened);
            }
            else
            {
                _beingRead.Add(opened, readings, reads[opened]);
            }
        }

        if (ready.Count > 0)
        {
            await ProcessAsync(ready, readings, tokens).ConfigureAwait(false);
        }
    }

    private async Task ProcessAsync(IReadOnlyList<OpenedResource> resources, CycleReadings readings, StopTokens tokens)
    {
        var unprocessed = new HashSet<OpenedResource>(resources);
        try
        {
            var failures = await _cycle.RunAsync(
                resources, tokens, IsBatching, readings, processed: opened => unprocessed.Remove(opened)).ConfigureAwait(false);
            foreach (var (opened, delay) in _retries.After(resources, failures))
            {
                _schedule.Schedule(opened, Now + delay);
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var opened in unprocessed)
            {
                _schedule.Schedule(opened, Now);
            }

            throw;
        }
    }

    // Collected changes are not lost when the program ends: the services would use old files until its next start.
    private async Task ProcessPendingAsync(WatchedResources watched, StopTokens tokens)
    {
        Take(watched);
        foreach (var opened in _beingRead.TakeAll())
        {
            _schedule.Schedule(opened, Now);
        }

        var pending = _schedule.TakeAll();
        if (pending.Count == 0)
        {
            return;
        }

        LogPending(pending.Count);
        await _cycle.RunAsync([.. watched.All.Where(pending.Contains)], tokens.ForCollectedChanges()).ConfigureAwait(false);
    }

    private async Task WaitAsync(WatchedResources watched, Task? renewal, StopTokens tokens)
    {
        var time = Timeout.InfiniteTimeSpan;
        if (_schedule.NextDue is { } due)
        {
            time = due > Now ? due - Now : TimeSpan.Zero;
        }

        if (_cycle.TimeToPending is { } untilPending && (time < TimeSpan.Zero || untilPending < time))
        {
            time = untilPending;
        }

        _context.Progress.Waiting(time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(tokens.Stop);
        var reported = watched.Reported.WaitAsync(end.Token);
        var wake = _reloader.WaitAsync(renewal, time, end.Token);
        await Task.WhenAny([reported, wake, .. _beingRead.Reads]).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(reported, wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        tokens.Stop.ThrowIfCancellationRequested();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Batch processing enabled with interval {Interval}")]
    private partial void LogBatching(string interval);

    [LoggerMessage(Level = LogLevel.Information, Message = "Processing batch of {Count} template changes")]
    private partial void LogBatch(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Processing {Count} pending template changes before shutdown")]
    private partial void LogPending(int count);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Queued change for batch processing: {Destination}")]
    private partial void LogQueued(string destination);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Batch timer started ({Interval})")]
    private partial void LogBatchTimer(string interval);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Debouncing changes for {Destination} ({QuietPeriod})")]
    private partial void LogDebouncing(string destination, string quietPeriod);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Debounce period elapsed for {Destination}, processing")]
    private partial void LogQuiet(string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "Restarting {Watches} with reloaded templates")]
    private partial void LogRestarting(string watches);
}
