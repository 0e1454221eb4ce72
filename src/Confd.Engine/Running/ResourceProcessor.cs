using Confd.Backends;
using Confd.Engine.Commands;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.State;
using Confd.Engine.Templates;
using Confd.Engine.Updating;
using Confd.GoTemplate;

namespace Confd.Engine.Running;

/// <summary>Brings one resource in sync: reads its keys, updates its file or, with <c>for_each</c>, its files, and runs pending
/// reloads.</summary>
internal sealed class ResourceProcessor(RunContext context, FileUpdater updater, ReloadStep reload, StaleFiles staleFiles)
{
    /// <summary>Processes a resource.</summary>
    /// <param name="opened">The resource.</param>
    /// <param name="readings">Its keys and flags, of this cycle.</param>
    /// <param name="claims">The files that other resources claim.</param>
    /// <param name="tokens">End the run.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; the destination is unchanged.</exception>
    public async Task<ResourceOutcome> ProcessAsync(
        OpenedResource opened, CycleReadings readings, DestinationClaims claims, StopTokens tokens)
    {
        var resource = opened.Resource;
        var started = context.Clock.GetTimestamp();
        var pass = new Pass();
        var isBackendFailure = false;
        try
        {
            var keys = await readings.SelectAsync(opened, tokens.Stop).ConfigureAwait(false);
            var input = new RenderInput(keys) { Flags = await readings.Flags.FindAsync(opened, tokens.Stop).ConfigureAwait(false) };
            if (resource.ForEach is { } forEach)
            {
                await UpdateEachAsync(resource, forEach, input, claims, pass, tokens).ConfigureAwait(false);
            }
            else
            {
                await UpdateAsync(resource.OnlyFile, input, pass, tokens).ConfigureAwait(false);
                var own = new HashSet<string> { resource.OnlyFile.FullPath };
                await RunPendingOfOthersAsync(resource, own, pass, tokens).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !tokens.Stop.IsCancellationRequested)
        {
            // Whatever exception a source, a backend or a bug throws: it must not affect the other resources.
            context.Observer.FileProcessed(resource.Destination, context.Clock.GetElapsedTime(started), succeeded: false);
            pass.Failures.Insert(0, UpdateFailure.Of(resource.Destination, exception));
            isBackendFailure = exception is KeyBackendException;
            if (resource.ForEach is null)
            {
                pass.Add(await reload.RunPendingAsync(resource.OnlyFile, tokens.Kill).ConfigureAwait(false));
            }

            await RunPendingOfOthersAsync(resource, [], pass, tokens).ConfigureAwait(false);
        }

        return pass.Outcome([.. pass.Failures.Select(
            (failure, index) => new CycleFailure(opened, failure, IsBackendFailure: isBackendFailure && index == 0))]);
    }

    private async Task RunPendingOfOthersAsync(Resource resource, HashSet<string> destinations, Pass pass, StopTokens tokens)
    {
        foreach (var failure in pass.Failures.Where(failure => failure.IsReload))
        {
            destinations.Add(Path.GetFullPath(failure.Destination));
        }

        pass.Failures.AddRange(await reload.RunPendingOfOthersAsync(resource, destinations, tokens.Kill).ConfigureAwait(false));
    }

    private async Task UpdateAsync(TargetFile file, RenderInput input, Pass pass, StopTokens tokens)
    {
        var started = context.Clock.GetTimestamp();
        context.Progress.Working($"updating {file.Path}", TimeSpan.Zero);
        var result = await updater.UpdateAsync(file, input, reload, tokens.Stop, tokens.Kill).ConfigureAwait(false);
        var failure = result.Failure;
        if (result.Outcome is UpdateOutcome.Replaced or UpdateOutcome.ReplacedReloadPending or UpdateOutcome.ReplacedReloadFailed)
        {
            pass.Replaced(file.FullPath);
        }
        else if (result.Outcome == UpdateOutcome.WouldChange)
        {
            pass.State = ResourceState.OutOfSync;
        }

        if (result.Outcome is UpdateOutcome.Unchanged or UpdateOutcome.Failed)
        {
            var reloadFailure = await reload.RunPendingAsync(file, tokens.Kill).ConfigureAwait(false);
            failure ??= reloadFailure;
        }

        context.Observer.FileProcessed(file.Label, context.Clock.GetElapsedTime(started), failure is null);
        pass.Add(failure);
    }

    private async Task UpdateEachAsync(
        Resource resource, ForEach forEach, RenderInput input, DestinationClaims claims, Pass pass, StopTokens tokens)
    {
        var places = new FilePlaces();
        var files = forEach.Expand(resource, input.Keys, places, file => claims.IsTaken(resource, file, places));
        pass.Failures.AddRange(files.Problems.Select(problem => Refused(resource, problem)));
        var listed = staleFiles.RecordPlanned(resource, files);
        foreach (var instance in files.Instances)
        {
            tokens.Stop.ThrowIfCancellationRequested();
            await UpdateAsync(instance.File, input with { Dot = instance.Dot }, pass, tokens).ConfigureAwait(false);
        }

        if (listed is not null)
        {
            var known = files with { IsComplete = files.IsComplete && claims.AreRivalsKnown(resource) };
            await RemoveStaleAsync(resource, listed, known, pass, tokens).ConfigureAwait(false);
        }

        var own = files.Claimed.Where(group => !files.IsTaken(group.Key))
            .SelectMany(group => group.Select(instance => instance.File.FullPath)).ToHashSet(StringComparer.Ordinal);
        await RunPendingOfOthersAsync(resource, own, pass, tokens).ConfigureAwait(false);
    }

    private static UpdateFailure Refused(Resource resource, ErrorText problem) =>
        new(resource.Destination, problem.Redacted) { Text = problem };

    private async Task RemoveStaleAsync(Resource resource, CreatedFiles listed, ForEachFiles files, Pass pass, StopTokens tokens)
    {
        foreach (var file in staleFiles.RemoveUnclaimed(resource, listed, files, pass.Written, Announce, tokens.Stop))
        {
            var removed = At(file.Path);
            if (!file.IsRemoved)
            {
                reload.Withdraw(removed);
                pass.Failures.AddRange(file.Problem is null ? [] : [new UpdateFailure(file.Path, file.Problem)]);
                continue;
            }

            pass.CountChange();
            pass.Add((await reload.AfterReplacementAsync(removed, file.Path, tokens.Kill).ConfigureAwait(false)).Failure);
        }

        TargetFile At(string path) => new(resource, path, PathOrigin.Computed);

        void Announce(string path)
        {
            context.Progress.Working($"removing {path}", TimeSpan.Zero);
            reload.Announce(At(path), path);
        }
    }

    /// <summary>The findings of one pass over a resource so far.</summary>
    private sealed class Pass
    {
        private int _replaced;

        public ResourceState State { get; set; } = ResourceState.InSync;

        public List<UpdateFailure> Failures { get; } = [];

        /// <summary>Full paths of the files that were replaced.</summary>
        public List<string> Written { get; } = [];

        public void Add(UpdateFailure? failure)
        {
            if (failure is not null)
            {
                Failures.Add(failure);
            }
        }

        public void Replaced(string path)
        {
            Written.Add(path);
            CountChange();
        }

        public void CountChange()
        {
            _replaced++;
            State = ResourceState.Changed;
        }

        public ResourceOutcome Outcome(IReadOnlyList<CycleFailure> failures) => new(State, _replaced, failures);
    }
}
