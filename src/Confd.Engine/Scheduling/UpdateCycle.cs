using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.Engine.Updating;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Scheduling;

/// <summary>Brings resources in sync, one after the other, all from the same readings.</summary>
internal sealed partial class UpdateCycle
{
    private readonly EngineOptions _options;
    private readonly EngineParts _parts;
    private readonly ILogger _logger;
    private readonly ReloadLedger _ledger;
    private readonly ReloadStep _reload;
    private readonly ResourceUpdater _updater;

    public UpdateCycle(EngineOptions options, EngineParts parts)
    {
        var update = options.Update with { ReloadRetryDelay = options.Interval };
        _options = options;
        _parts = parts;
        _logger = parts.Logger;
        _ledger = new ReloadLedger(parts.Clock);
        var commands = new ResourceCommands(update, parts.Commands, parts.Metrics, parts.Logger);
        var writer = new DestinationWriter(update, parts.Metrics, parts.Logger, parts.Clock);
        _reload = new ReloadStep(update, commands, _ledger, parts.Logger);
        _updater = new ResourceUpdater(
            update, new UpdateSteps(parts.Render, writer, commands, _reload), parts.Metrics, parts.Logger);
    }

    /// <summary>Processes resources in order; all of them, or up to the first failure.</summary>
    /// <exception cref="OperationCanceledException">The run is to end; the resources from some point on were not processed.</exception>
    public async Task<IReadOnlyList<CycleFailure>> RunAsync(IReadOnlyList<ActiveResource> resources, StopTokens tokens)
    {
        var readings = new CycleReadings(resources, _options.BackendTimeout, _parts.Logger, _parts.Clock);
        var flags = new CycleFlags(_options.BackendTimeout, _parts.Clock);
        var failures = new List<CycleFailure>();
        var processed = 0;
        foreach (var active in resources)
        {
            tokens.Stop.ThrowIfCancellationRequested();
            processed++;
            if (await ProcessAsync(active, readings, flags, tokens).ConfigureAwait(false) is not { } failure)
            {
                continue;
            }

            failures.Add(failure);
            LogFailure(failure.Failure.Reason);
            if (_options.FailureMode == FailureMode.FailFast)
            {
                LogFailFast(active.Resource.Destination);
                break;
            }
        }

        _parts.Metrics.CycleEnded(processed - failures.Count, failures.Count);
        return failures;
    }

    /// <summary>The time until a reload that is owed has to be run; null where none is owed.</summary>
    public TimeSpan? TimeToPendingReload(IEnumerable<ActiveResource> resources) =>
        _ledger.TimeToNext(resources.Select(active => active.Resource.Destination));

    /// <summary>Runs the reloads that are owed and due, without looking at keys.</summary>
    public async Task RunDueReloadsAsync(IReadOnlyList<ActiveResource> resources, StopTokens tokens)
    {
        foreach (var active in resources.Where(active => _ledger.IsDue(active.Resource.Destination)))
        {
            tokens.Stop.ThrowIfCancellationRequested();
            if (await _reload.MakeUpAsync(active.Resource, tokens.Kill).ConfigureAwait(false) is { } failure)
            {
                LogFailure(failure.Reason);
            }
        }
    }

    private async Task<CycleFailure?> ProcessAsync(ActiveResource active, CycleReadings readings, CycleFlags flags, StopTokens tokens)
    {
        var started = _parts.Clock.GetTimestamp();
        var (result, isBackendFailure) = await UpdateAsync(active, readings, flags, tokens).ConfigureAwait(false);
        var failure = result.Failure;
        if (result.Outcome is UpdateOutcome.Unchanged or UpdateOutcome.Failed)
        {
            var reloadFailure = await _reload.MakeUpAsync(active.Resource, tokens.Kill).ConfigureAwait(false);
            failure ??= reloadFailure;
        }

        _parts.Metrics.ResourceProcessed(active.Resource.Destination, _parts.Clock.GetElapsedTime(started), failure is null);
        return failure is null ? null : new CycleFailure(active, failure, isBackendFailure);
    }

    private async Task<(UpdateResult Result, bool IsBackendFailure)> UpdateAsync(
        ActiveResource active, CycleReadings readings, CycleFlags flags, StopTokens tokens)
    {
        KeySnapshot keys;
        try
        {
            keys = await readings.SelectAsync(active, tokens.Stop).ConfigureAwait(false);
            keys = await flags.AddToAsync(keys, active, tokens.Stop).ConfigureAwait(false);
        }
        catch (KeyBackendException exception)
        {
            return (new UpdateResult(UpdateOutcome.Failed, new UpdateFailure(active.Resource.Destination, exception.Message)), true);
        }

        return (await _updater.UpdateAsync(active.Resource, keys, tokens.Stop, tokens.Kill).ConfigureAwait(false), false);
    }

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    private partial void LogFailure(string reason);

    [LoggerMessage(LogLevel.Warning, "Fail-fast mode: stopping after error in {Destination}")]
    private partial void LogFailFast(string destination);
}
