using Confd.Engine.Documents;
using Confd.Engine.Posix;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Brings resources in sync when their backends report changes, until it is stopped.</summary>
internal sealed partial class WatchLoop
{
    // A backend that takes longer does not hold up the resources of others.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly EngineOptions _options;
    private readonly RunContext _context;
    private readonly ILogger _logger;
    private readonly ResourceReloader _reloader;
    private readonly UpdateCycle _cycle;
    private readonly WatchRetries _retries;
    private readonly ChangeSchedule _schedule = new();
    private readonly LateResources _late = new();
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

    /// <summary>Runs until stopped.</summary>
    /// <exception cref="OperationCanceledException">The loop was stopped.</exception>
    public async Task RunAsync(LoadedResources loaded, StopTokens tokens)
    {
        if (IsBatching)
        {
            LogBatching(DurationText.Format(_options.BatchInterval));
        }

        var splay = _options.Splay * _options.Update.Random();
        _context.Progress.Waiting(splay);
        await Task.Delay(splay, _context.Clock, tokens.Stop).ConfigureAwait(false);
        while (true)
        {
            var generation = new WatchGeneration(loaded.Opened, _options, _context, tokens.Stop);
            await using (generation.ConfigureAwait(false))
            {
                loaded = await RunGenerationAsync(generation, loaded, tokens).ConfigureAwait(false);
                _context.Progress.Working("closing the watches", WatchGeneration.EndLimit);
            }

            _cycle.GoOver(loaded);
            _reloader.GoOver(loaded);
            _schedule.TakeAll();
            _late.TakeAll();
            _batchDue = null;
            LogRestarting(IsBatching ? "batch watches" : "watches");
        }
    }

    /// <summary>Processes what the watchers report, until there are other resources; also while those are being read.</summary>
    private async Task<LoadedResources> RunGenerationAsync(WatchGeneration generation, LoadedResources current, StopTokens tokens)
    {
        Task<LoadedResources>? renewal = null;
        try
        {
            while (renewal is not { IsCompleted: true })
            {
                if (renewal is null && _reloader.Due.TryTake())
                {
                    renewal = _reloader.RenewAsync(current, IsBatching ? "batch watch processor" : "watch processor", tokens.Stop);
                    continue;
                }

                Take(generation);
                await ProcessDueAsync(generation, tokens).ConfigureAwait(false);
                ShowNext();
                await WaitAsync(generation, renewal, tokens).ConfigureAwait(false);
            }

            var renewed = await renewal.ConfigureAwait(false);
            tokens.Stop.ThrowIfCancellationRequested();
            return renewed;
        }
        catch (OperationCanceledException) when (IsBatching && tokens.Stop.IsCancellationRequested)
        {
            // What was collected is processed before a stop ends the run.
            await ProcessPendingAsync(generation, tokens).ConfigureAwait(false);
            throw;
        }
    }

    private void ShowNext()
    {
        var now = Now;
        var due = _schedule.DueByFile();
        _context.Observer.Waiting(path => due.TryGetValue(path, out var time) ? time - now : null);
    }

    private void Take(WatchGeneration generation)
    {
        while (generation.Notices.TryRead(out var notice))
        {
            foreach (var opened in notice.Resources)
            {
                Schedule(opened, notice.Kind);
            }
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

    private async Task ProcessDueAsync(WatchGeneration generation, StopTokens tokens)
    {
        OpenedResource[] debounced = [.. generation.Resources.Where(_schedule.IsDebounced)];
        var due = _schedule.TakeDue(Now).Where(opened => !_late.Again(opened))
            .ToHashSet<OpenedResource>(ReferenceEqualityComparer.Instance);
        if (_batchDue <= Now)
        {
            _batchDue = null;
        }

        // The first rendering is a batch too, as in the original, though it waits for nothing here.
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
            await ReadAndProcessAsync([.. generation.Resources.Where(due.Contains)], tokens, generation.End).ConfigureAwait(false);
        }

        while (_late.TakeRead() is { } late)
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
        var readings = _cycle.Readings(resources);
        _context.Progress.Working("reading keys", _options.ReadLimit);
        var reads = resources.ToDictionary<OpenedResource, OpenedResource, Task>(
            opened => opened, opened => _cycle.BeginAsync(opened, readings, end), ReferenceEqualityComparer.Instance);
        var all = Task.WhenAll(reads.Values);
        if (!all.IsCompleted)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(end);
            await Task.WhenAny(all, Task.Delay(Patience, _context.Clock, over.Token)).ConfigureAwait(false);
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
                _late.Add(opened, readings, reads[opened]);
            }
        }

        if (ready.Count > 0)
        {
            await ProcessAsync(ready, readings, tokens).ConfigureAwait(false);
        }
    }

    private async Task ProcessAsync(IReadOnlyList<OpenedResource> resources, CycleReadings readings, StopTokens tokens)
    {
        try
        {
            var failures = await _cycle.RunAsync(resources, tokens, IsBatching, readings).ConfigureAwait(false);
            foreach (var (opened, delay) in _retries.After(resources, failures))
            {
                _schedule.Schedule(opened, Now + delay);
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var opened in _cycle.Unprocessed)
            {
                _schedule.Schedule(opened, Now);
            }

            throw;
        }
    }

    // Changes that were collected are not lost when the program ends: the services would run on old files until its next start.
    private async Task ProcessPendingAsync(WatchGeneration generation, StopTokens tokens)
    {
        Take(generation);
        foreach (var opened in _late.TakeAll())
        {
            _schedule.Schedule(opened, Now);
        }

        var pending = _schedule.TakeAll();
        if (pending.Count == 0)
        {
            return;
        }

        LogPending(pending.Count);
        await _cycle.RunAsync(
            [.. generation.Resources.Where(pending.Contains)], tokens with { Stop = tokens.Kill }).ConfigureAwait(false);
    }

    private async Task WaitAsync(WatchGeneration generation, Task? renewal, StopTokens tokens)
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
        var notice = generation.Notices.WaitToReadAsync(end.Token).AsTask();
        var wake = _reloader.WaitAsync(renewal, time, end.Token);
        await Task.WhenAny([notice, wake, generation.FirstEnded, .. _late.Reads]).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(notice, wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        tokens.Stop.ThrowIfCancellationRequested();
        if (generation.FirstEnded.IsCompleted)
        {
            var pause = WatchOptions.FirstPause(_options);
            var failure = generation.FirstEnded.Exception?.InnerException;
            LogDeaf(failure is null ? "no reason is known" : FailureText.Of(failure).Redacted, DurationText.Format(pause));
            await Task.Delay(pause, _context.Clock, tokens.Stop).ConfigureAwait(false);
            _reloader.Due.Set();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A watch has ended by a defect: {Reason}; all are opened anew in {Pause}")]
    private partial void LogDeaf(string reason, string pause);

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
