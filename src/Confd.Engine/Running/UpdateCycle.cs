using Confd.Engine.State;
using Confd.Engine.Updating;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Brings resources in sync, one after the other, all from the same readings.</summary>
/// <param name="options">The engine's options.</param>
/// <param name="context">Clock and observers.</param>
/// <param name="processor">Brings one resource in sync.</param>
/// <param name="reload">Reloads services at the end of a cycle.</param>
/// <param name="pendingReloads">The pending reloads.</param>
/// <param name="created">The files that earlier runs created.</param>
/// <param name="child">Starts when every resource has succeeded once, and is then notified of every cycle; null for none.</param>
internal sealed partial class UpdateCycle(
    EngineOptions options,
    RunContext context,
    ResourceProcessor processor,
    ReloadStep reload,
    PendingReloads pendingReloads,
    CreatedFilesStore created,
    ExecSupervisor? child)
{
    private readonly ILogger _logger = context.Logger;
    private HashSet<string> _awaited = [];
    private DestinationClaims _claims = new(new LoadedResources([], []), created);

    /// <summary>The time until a pending reload has to run, or the supervised command has to start; null for neither.</summary>
    public TimeSpan? TimeToPending =>
        pendingReloads.TimeToNext is { } reloads && !(child?.TimeToRetry < reloads) ? reloads : child?.TimeToRetry;

    /// <summary>The one pass of a run.</summary>
    /// <param name="loaded">The resources.</param>
    /// <param name="tokens">End the run.</param>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public async Task<IReadOnlyList<CycleFailure>> RunOnceAsync(LoadedResources loaded, StopTokens tokens)
    {
        _claims = new DestinationClaims(loaded, created);
        var failures = await RunAsync(loaded.Opened, tokens).ConfigureAwait(false);
        if (!tokens.Stop.IsCancellationRequested)
        {
            reload.DropReportedNotes();
        }

        return failures;
    }

    /// <summary>Processes resources in order; all of them, or up to the first failure.</summary>
    /// <param name="resources">The resources.</param>
    /// <param name="tokens">End the run.</param>
    /// <param name="isBatch">False for changes that are watched one by one, which the original does not count as batches.</param>
    /// <param name="readings">Those of <see cref="CreateReadings"/>; null to read now.</param>
    /// <param name="processed">Called for each resource that was processed, with or without success.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; the resources from some point on were not processed.</exception>
    public async Task<IReadOnlyList<CycleFailure>> RunAsync(
        IReadOnlyList<OpenedResource> resources,
        StopTokens tokens,
        bool isBatch = true,
        CycleReadings? readings = null,
        Action<OpenedResource>? processed = null)
    {
        var failures = new List<CycleFailure>();
        var replaced = 0;
        try
        {
            (var count, replaced) = await ProcessAsync(
                resources, readings ?? CreateReadings(resources), failures, tokens, processed).ConfigureAwait(false);
            failures.AddRange(await RunCollectedReloadsAsync(resources, tokens).ConfigureAwait(false));
            var failed = failures.DistinctBy(failure => failure.Resource).Count();
            if (isBatch)
            {
                context.Observer.BatchEnded(count - failed, failed);
            }

            context.Observer.CycleEnded(PendingFiles());
            if (child is not null)
            {
                context.Progress.Working("telling the supervised command about changes", options.Exec?.StopTimeout);
                _awaited.ExceptWith(
                    resources.Take(count).Except(failures.Select(failure => failure.Resource)).Select(opened => opened.Resource.Path));
                await child.AfterCycleAsync(replaced, isComplete: _awaited.Count == 0, tokens.Ending).ConfigureAwait(false);
            }

            return failures;
        }
        catch (OperationCanceledException)
        {
            // The files are in place: their services have to be notified before the program ends.
            await RunCollectedReloadsAsync(resources, tokens).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The readings for a cycle over resources, or over some of them; nothing is read yet.</summary>
    public CycleReadings CreateReadings(IReadOnlyList<OpenedResource> resources) =>
        new([.. resources, .. _claims.FindUnread(resources).ExceptBy(resources.Select(PathOf), PathOf)], options.BackendTimeout, context);

    /// <summary>Starts to read what a resource needs, and what others need whose files may conflict with its own; completes when that was
    /// read, successfully or not.</summary>
    public Task StartReadingAsync(OpenedResource opened, CycleReadings readings, CancellationToken stop) =>
        Task.WhenAll(_claims.FindUnread([opened]).Append(opened).Select(one => readings.StartReadingAsync(one, stop)));

    /// <summary>Logs which reloads are still pending when the program ends.</summary>
    public void WarnOfPendingReloads()
    {
        foreach (var pending in pendingReloads.Pending)
        {
            LogPending(pending.File.Path);
        }
    }

    /// <summary>Uses the resources that were read, for the first time or again, or to which others were added. Those that could not be used
    /// are waited for too, until they can be used or are gone.</summary>
    public void Adopt(LoadedResources loaded)
    {
        var all = loaded.Opened.Select(PathOf).Concat(loaded.Problems.Select(problem => problem.Path)).ToHashSet(StringComparer.Ordinal);
        if (loaded.IsAddition)
        {
            all.IntersectWith(_awaited);
        }

        _awaited = all;
        _claims = new DestinationClaims(loaded, created, _claims);
        reload.Adopt([.. loaded.Opened.Select(opened => opened.Resource)], areReadAgain: !loaded.IsAddition);
    }

    /// <summary>Runs the pending reloads that are due, without reading keys, and starts the supervised command where that failed before.
    /// What fails in a cycle waits for the next cycle of its resource; a failure here may have no cycle before it, and is retried after the
    /// interval.</summary>
    public async Task RunDueAsync(StopTokens tokens)
    {
        if (child?.TimeToRetry <= TimeSpan.Zero)
        {
            await context.Progress.DuringAsync(
                "starting the supervised command",
                options.Exec?.StopTimeout,
                () => child.RetryAsync(tokens.Ending)).ConfigureAwait(false);
        }

        var due = pendingReloads.Due;
        try
        {
            foreach (var file in due)
            {
                tokens.Stop.ThrowIfCancellationRequested();
                if (await reload.RunPendingAsync(file, tokens.Kill, options.Interval).ConfigureAwait(false) is { } failure)
                {
                    LogFailure(failure.Text, failure.Destination, file.Resource.Path);
                    context.Observer.ReloadFailed(file.Resource.Path, failure);
                }
            }
        }
        finally
        {
            // Also before the program ends: reloads that were collected are no longer recorded as pending.
            await RunCollectedReloadsAsync([], tokens, options.Interval).ConfigureAwait(false);
        }

        if (due.Count > 0)
        {
            context.Observer.CycleEnded(PendingFiles());
        }
    }

    private async Task<(int Count, int Replaced)> ProcessAsync(
        IReadOnlyList<OpenedResource> resources,
        CycleReadings readings,
        List<CycleFailure> failures,
        StopTokens tokens,
        Action<OpenedResource>? processed)
    {
        foreach (var opened in _claims.FindUnread(resources))
        {
            context.Progress.Working($"reading keys for {opened.Resource.Destination}", options.ReadLimit);
            await _claims.ReadAsync(opened, readings, tokens.Stop).ConfigureAwait(false);
        }

        var (count, replaced) = (0, 0);
        foreach (var opened in resources)
        {
            tokens.Stop.ThrowIfCancellationRequested();
            count++;
            context.Progress.Working($"reading keys for {opened.Resource.Destination}", options.ReadLimit);
            var outcome = await processor.ProcessAsync(opened, readings, _claims, tokens).ConfigureAwait(false);
            processed?.Invoke(opened);
            replaced += outcome.ReplacedFiles;
            context.Observer.ResourceProcessed(opened.Resource.Path, outcome);
            foreach (var failure in outcome.Failures)
            {
                LogFailure(failure.Failure.Text, failure.Failure.Destination, opened.Resource.Path);
            }

            failures.AddRange(outcome.Failures);
            if (outcome.Failures.Count > 0 && options.FailureMode == FailureMode.FailFast)
            {
                LogFailFast(opened.Resource.Destination);
                break;
            }
        }

        return (count, replaced);
    }

    private HashSet<string> PendingFiles()
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pending in pendingReloads.Pending)
        {
            files.Add(pending.File.Resource.Path);
        }

        return files;
    }

    private static string PathOf(OpenedResource opened) => opened.Resource.Path;

    private async Task<IReadOnlyList<CycleFailure>> RunCollectedReloadsAsync(
        IReadOnlyList<OpenedResource> resources, StopTokens tokens, TimeSpan? retryDelay = null)
    {
        var failures = new List<CycleFailure>();
        foreach (var (resource, failure) in await reload.RunCollectedAsync(tokens.Kill, retryDelay).ConfigureAwait(false))
        {
            LogFailure(failure.Text, failure.Destination, resource.Path);
            context.Observer.ReloadFailed(resource.Path, failure);
            if (resources.FirstOrDefault(opened => opened.Resource.Path == resource.Path) is { } opened)
            {
                failures.Add(new CycleFailure(opened, failure, IsBackendFailure: false));
            }
        }

        return failures;
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Ending while a reload for {Destination} is pending: its service may still use the old file")]
    private partial void LogPending(string destination);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason} [dest {dest}, resource {resource}]")]
    private partial void LogFailure(ErrorText reason, string dest, string resource);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Fail-fast mode: stopping after error in {Destination}")]
    private partial void LogFailFast(string destination);
}
