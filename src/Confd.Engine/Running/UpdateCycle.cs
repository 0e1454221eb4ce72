using Confd.Engine.State;
using Confd.Engine.Updating;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Brings resources in sync, one after the other, all from the same readings.</summary>
internal sealed partial class UpdateCycle
{
    private readonly EngineOptions _options;
    private readonly EngineParts _parts;
    private readonly ILogger _logger;
    private readonly ReloadLedger _ledger;
    private readonly ReloadStep _reload;
    private readonly ResourceProcessor _processor;
    private readonly ExecSupervisor? _child;

    /// <summary>Puts the steps together.</summary>
    /// <param name="options">The program's settings.</param>
    /// <param name="parts">What to work with.</param>
    /// <param name="child">Hears of every cycle; null for none.</param>
    public UpdateCycle(EngineOptions options, EngineParts parts, ExecSupervisor? child = null)
    {
        _child = child;
        var update = options.Update with { ReloadRetryDelay = options.Interval };
        _options = options;
        _parts = parts;
        _logger = parts.Logger;
        _ledger = new ReloadLedger(parts.Clock);
        var runner = parts.Progress is { } progress ? new ReportingCommandRunner(parts.Commands, progress) : parts.Commands;
        var commands = new ResourceCommands(update, runner, parts.Metrics, parts.Logger);
        var writer = new DestinationWriter(update, parts.Metrics, parts.Logger, parts.Clock);
        var state = new StateFolder(options.StateDirectory, parts.Logger);
        var notes = new OwedReloads(state, Path.GetFullPath(Path.Join(options.ConfigDirectory, "conf.d")), parts.Logger);
        _reload = new ReloadStep(update, commands, _ledger, notes, parts.Logger);
        var updater = new ResourceUpdater(update, new UpdateSteps(parts.Render, writer, commands, _reload, state), parts.Logger);
        _processor = new ResourceProcessor(parts, updater, _reload, new StaleFiles(update, new MadeFilesStore(state, parts.Logger), parts.Logger));
    }

    /// <summary>The time until a reload that is owed has to be run; null where none is owed.</summary>
    public TimeSpan? TimeToPendingReload => _ledger.TimeToNext();

    /// <summary>The one pass of a run, see <see cref="ReloadStep.EndsWithItsFailures"/>.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<IReadOnlyList<CycleFailure>> RunOnceAsync(IReadOnlyList<ActiveResource> resources, StopTokens tokens)
    {
        _reload.EndsWithItsFailures = true;
        return RunAsync(resources, tokens);
    }

    /// <summary>Processes resources in order; all of them, or up to the first failure.</summary>
    /// <param name="resources">The resources.</param>
    /// <param name="tokens">Ends the run.</param>
    /// <param name="isBatch">False for changes that are watched one by one, which the original does not count as batches.</param>
    /// <exception cref="OperationCanceledException">The run is to end; the resources from some point on were not processed.</exception>
    public async Task<IReadOnlyList<CycleFailure>> RunAsync(IReadOnlyList<ActiveResource> resources, StopTokens tokens, bool isBatch = true)
    {
        var failures = new List<CycleFailure>();
        var replacedBefore = _processor.ReplacedFiles;
        try
        {
            var processed = await ProcessAsync(resources, failures, tokens).ConfigureAwait(false);
            failures.AddRange(await RunCollectedReloadsAsync(resources, tokens).ConfigureAwait(false));
            var failed = failures.DistinctBy(failure => failure.Resource).Count();
            if (isBatch)
            {
                _parts.Metrics.CycleEnded(processed - failed, failed);
            }

            _parts.Status?.Ended(_ledger.OwedPaths());
            if (_child is not null)
            {
                _parts.Progress?.Working("telling the supervised command about changes", _options.Exec?.StopTimeout);
                await _child.AfterCycleAsync(_processor.ReplacedFiles - replacedBefore, failed).ConfigureAwait(false);
            }

            return failures;
        }
        catch (OperationCanceledException)
        {
            // The files are in place: their services have to hear of them before the program ends.
            await RunCollectedReloadsAsync(resources, tokens).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Says which reloads are still owed when the program ends.</summary>
    public void WarnOfOwedReloads()
    {
        foreach (var destination in _ledger.OwedDestinations)
        {
            LogOwed(destination);
        }
    }

    /// <summary>Runs the reloads that are owed and due, without looking at keys.</summary>
    public async Task RunDueReloadsAsync(StopTokens tokens)
    {
        var due = _ledger.FindDue();
        foreach (var resource in due)
        {
            tokens.Stop.ThrowIfCancellationRequested();
            if (await _reload.MakeUpAsync(resource, tokens.Kill).ConfigureAwait(false) is { } failure)
            {
                LogFailure(failure.Text);
                _parts.Status?.ReloadFailed(resource.Path, failure);
            }
        }

        await RunCollectedReloadsAsync([], tokens).ConfigureAwait(false);
        if (due.Count > 0)
        {
            _parts.Status?.Ended(_ledger.OwedPaths());
        }
    }

    private async Task<int> ProcessAsync(IReadOnlyList<ActiveResource> resources, List<CycleFailure> failures, StopTokens tokens)
    {
        var readings = new CycleReadings(resources, _options.BackendTimeout, _parts);
        var flags = new CycleFlags(_options.BackendTimeout, _parts);
        var processed = 0;
        foreach (var active in resources)
        {
            tokens.Stop.ThrowIfCancellationRequested();
            processed++;
            _parts.Progress?.Working($"reading keys for {active.Resource.Destination}", _options.ReadLimit);
            var failed = await _processor.ProcessAsync(active, readings, flags, tokens).ConfigureAwait(false);
            _parts.Status?.Processed(active.Resource.Path, _processor.LastState, failed);
            foreach (var failure in failed)
            {
                LogFailure(failure.Failure.Text);
            }

            failures.AddRange(failed);
            if (failed.Count > 0 && _options.FailureMode == FailureMode.FailFast)
            {
                LogFailFast(active.Resource.Destination);
                break;
            }
        }

        return processed;
    }

    private async Task<IReadOnlyList<CycleFailure>> RunCollectedReloadsAsync(IReadOnlyList<ActiveResource> resources, StopTokens tokens)
    {
        var failures = new List<CycleFailure>();
        foreach (var (resource, failure) in await _reload.RunCollectedAsync(tokens.Kill).ConfigureAwait(false))
        {
            LogFailure(failure.Text);
            _parts.Status?.ReloadFailed(resource.Path, failure);
            if (resources.FirstOrDefault(active => active.Resource.Path == resource.Path) is { } active)
            {
                failures.Add(new CycleFailure(active, failure, IsBackendFailure: false));
            }
        }

        return failures;
    }

    [LoggerMessage(LogLevel.Warning, "Ending while a reload for {Destination} is pending: its service may not know the latest file")]
    private partial void LogOwed(string destination);

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    private partial void LogFailure(ErrorText reason);

    [LoggerMessage(LogLevel.Warning, "Fail-fast mode: stopping after error in {Destination}")]
    private partial void LogFailFast(string destination);
}
