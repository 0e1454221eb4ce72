using Confd.Engine.Flags;
using Confd.Engine.Keys;
using Confd.Engine.Resources;
using Confd.Engine.Status;
using Confd.Engine.Updating;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Scheduling;

/// <summary>Brings one resource in sync: reads its keys, updates its file or, with <c>for_each</c>, its files, and makes up for owed reloads.</summary>
internal sealed class ResourceProcessor(EngineParts parts, ResourceUpdater updater, ReloadStep reload, StaleFiles staleFiles)
{
    /// <summary>How many files were replaced or removed so far.</summary>
    public int ReplacedFiles { get; private set; }

    /// <summary>What the files of the latest resource were like, failures aside.</summary>
    public ResourceState LastState { get; private set; }

    /// <summary>Processes a resource.</summary>
    /// <returns>What went wrong, in order; empty after success.</returns>
    /// <exception cref="OperationCanceledException">The run is to end; the destination is as it was.</exception>
    public async Task<IReadOnlyList<CycleFailure>> ProcessAsync(
        ActiveResource active, CycleReadings readings, CycleFlags flags, StopTokens tokens)
    {
        var resource = active.Resource;
        var started = parts.Clock.GetTimestamp();
        LastState = ResourceState.InSync;
        try
        {
            var keys = await readings.SelectAsync(active, tokens.Stop).ConfigureAwait(false);
            keys = await flags.AddToAsync(keys, active, tokens.Stop).ConfigureAwait(false);
            var failures = resource.ForEach is null
                ? await UpdateAsync(resource, keys, Value.Nil, tokens).ConfigureAwait(false) is { } failure ? [failure] : []
                : await UpdateEachAsync(resource, resource.ForEach, keys, tokens).ConfigureAwait(false);
            return [.. failures.Select(failure => new CycleFailure(active, failure, IsBackendFailure: false))];
        }
        catch (Exception exception) when (exception is KeyBackendException or ResourceException or TemplateException or UpdateException)
        {
            await reload.MakeUpAsync(resource, tokens.Kill).ConfigureAwait(false);
            parts.Metrics.ResourceProcessed(resource.Destination, parts.Clock.GetElapsedTime(started), succeeded: false);
            var failure = new UpdateFailure(resource.Destination, exception.Message) { Summary = FailureSummary.Of(exception) };
            return [new CycleFailure(active, failure, exception is KeyBackendException)];
        }
    }

    private async Task<UpdateFailure?> UpdateAsync(Resource resource, KeySnapshot keys, Value dot, StopTokens tokens)
    {
        var started = parts.Clock.GetTimestamp();
        parts.Progress?.Working($"updating {resource.Destination}", TimeSpan.Zero);
        var result = await updater.UpdateAsync(resource, keys, dot, tokens.Stop, tokens.Kill).ConfigureAwait(false);
        var failure = result.Failure;
        if (result.Outcome is UpdateOutcome.Replaced or UpdateOutcome.ReplacedReloadPending or UpdateOutcome.ReplacedReloadFailed)
        {
            ReplacedFiles++;
            LastState = ResourceState.Changed;
        }
        else if (result.Outcome == UpdateOutcome.WouldChange)
        {
            LastState = ResourceState.OutOfSync;
        }

        if (result.Outcome is UpdateOutcome.Unchanged or UpdateOutcome.Failed)
        {
            var reloadFailure = await reload.MakeUpAsync(resource, tokens.Kill).ConfigureAwait(false);
            failure ??= reloadFailure;
        }

        parts.Metrics.ResourceProcessed(resource.Destination, parts.Clock.GetElapsedTime(started), failure is null);
        return failure;
    }

    private async Task<List<UpdateFailure>> UpdateEachAsync(Resource resource, ForEach forEach, KeySnapshot keys, StopTokens tokens)
    {
        var failures = new List<UpdateFailure>();
        var instances = forEach.Expand(resource, keys);
        foreach (var (instance, dot) in instances)
        {
            tokens.Stop.ThrowIfCancellationRequested();
            if (await UpdateAsync(instance, keys, dot, tokens).ConfigureAwait(false) is { } failure)
            {
                failures.Add(failure);
            }
        }

        foreach (var path in staleFiles.Remove(resource, [.. instances.Select(instance => instance.Resource.Destination)]))
        {
            ReplacedFiles++;
            LastState = ResourceState.Changed;
            var removed = resource with { Destination = path };
            if ((await reload.AfterReplacementAsync(removed, path, tokens.Kill).ConfigureAwait(false)).Failure is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }
}
