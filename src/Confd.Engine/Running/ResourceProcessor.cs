using Confd.Backends;
using Confd.Engine.Keys;
using Confd.Engine.Observing;
using Confd.Engine.Resources;
using Confd.Engine.State;
using Confd.Engine.Updating;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Running;

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
                ? await UpdateOneAsync(resource, keys, tokens).ConfigureAwait(false)
                : await UpdateEachAsync(active, resource.ForEach, keys, tokens).ConfigureAwait(false);
            return [.. failures.Select(failure => new CycleFailure(active, failure, IsBackendFailure: false))];
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !tokens.Stop.IsCancellationRequested)
        {
            // Whatever a source, a backend or a defect of ours throws: it must not take the other resources down.
            await reload.MakeUpAsync(resource, tokens.Kill).ConfigureAwait(false);
            await reload.MakeUpForOthersAsync(resource, new HashSet<string>(), tokens.Kill).ConfigureAwait(false);
            parts.Metrics.ResourceProcessed(resource.Destination, parts.Clock.GetElapsedTime(started), succeeded: false);
            return [new CycleFailure(active, UpdateFailure.Of(resource.Destination, exception), exception is KeyBackendException)];
        }
    }

    private async Task<List<UpdateFailure>> UpdateOneAsync(Resource resource, KeySnapshot keys, StopTokens tokens)
    {
        var failures = new List<UpdateFailure>();
        if (await UpdateAsync(resource, keys, Value.Nil, tokens).ConfigureAwait(false) is { } failure)
        {
            failures.Add(failure);
        }

        var own = new HashSet<string> { Path.GetFullPath(resource.Destination) };
        failures.AddRange(await reload.MakeUpForOthersAsync(resource, own, tokens.Kill).ConfigureAwait(false));
        return failures;
    }

    private async Task<UpdateFailure?> UpdateAsync(Resource resource, KeySnapshot keys, Value dot, StopTokens tokens, List<string>? written = null)
    {
        var started = parts.Clock.GetTimestamp();
        parts.Progress?.Working($"updating {resource.Destination}", TimeSpan.Zero);
        var result = await updater.UpdateAsync(resource, keys, dot, tokens.Stop, tokens.Kill).ConfigureAwait(false);
        var failure = result.Failure;
        if (result.Outcome is UpdateOutcome.Replaced or UpdateOutcome.ReplacedReloadPending or UpdateOutcome.ReplacedReloadFailed)
        {
            ReplacedFiles++;
            LastState = ResourceState.Changed;
            written?.Add(Path.GetFullPath(resource.Destination));
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

    private async Task<List<UpdateFailure>> UpdateEachAsync(ActiveResource active, ForEach forEach, KeySnapshot keys, StopTokens tokens)
    {
        var resource = active.Resource;
        var files = forEach.Expand(resource, keys, active.TakenPaths);
        var failures = files.Problems.Select(problem => Refused(resource, problem)).ToList();
        var listed = staleFiles.Begin(resource, files);
        var written = new List<string>();
        foreach (var instance in files.Instances)
        {
            tokens.Stop.ThrowIfCancellationRequested();
            if (await UpdateAsync(instance.Resource, keys, instance.Dot, tokens, written).ConfigureAwait(false) is { } failure)
            {
                failures.Add(failure);
            }
        }

        if (listed is not null)
        {
            failures.AddRange(await RemoveStaleAsync(resource, listed, files, written, tokens.Kill).ConfigureAwait(false));
        }

        failures.AddRange(await reload.MakeUpForOthersAsync(resource, files.Claimed, tokens.Kill).ConfigureAwait(false));
        return failures;
    }

    private static UpdateFailure Refused(Resource resource, ErrorText problem) => new(resource.Destination, problem.Redacted) { Text = problem };

    private async Task<IReadOnlyList<UpdateFailure>> RemoveStaleAsync(
        Resource resource, MadeFiles listed, ForEachFiles files, List<string> written, CancellationToken kill)
    {
        var failures = new List<UpdateFailure>();
        Resource At(string path) => resource with { Destination = path };
        foreach (var file in staleFiles.End(resource, listed, files, written, path => reload.Announce(At(path), path)))
        {
            var removed = At(file.Path);
            if (!file.IsRemoved)
            {
                reload.Withdraw(removed);
                failures.AddRange(file.Problem is null ? [] : [new UpdateFailure(file.Path, file.Problem)]);
                continue;
            }

            ReplacedFiles++;
            LastState = ResourceState.Changed;
            if ((await reload.AfterReplacementAsync(removed, file.Path, kill).ConfigureAwait(false)).Failure is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }
}
