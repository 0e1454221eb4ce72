using Confd.Engine.Commands;
using Confd.Engine.Documents;
using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>
/// Reloads services after their files changed: immediately, at the end of the cycle where equal commands have to run once, later where
/// <c>min_reload_interval</c> requires it, again after a failure.
/// </summary>
/// <param name="options">The options of updates.</param>
/// <param name="commands">Runs the commands.</param>
/// <param name="pendingReloads">The pending reloads.</param>
/// <param name="logger">Logs what is reloaded later.</param>
/// <param name="isSinglePass">True where the exit status reports a failed reload, and the next pass does not repeat it, as in the original.
/// A daemon continues to retry, and leaves a note for the next one.</param>
internal sealed partial class ReloadStep(
    UpdateOptions options, ResourceCommands commands, PendingReloads pendingReloads, ILogger logger, bool isSinglePass)
{
    private readonly ILogger _logger = logger;
    private readonly List<(string Effect, TargetFile File, string StagePath)> _collected = [];
    private readonly List<TargetFile> _reported = [];

    /// <summary>Drops the notes about reloads whose failure the exit status of a single pass reports: for a pass that was not
    /// stopped, since a stopped one ends with the signal.</summary>
    public void DropReportedNotes()
    {
        _reported.ForEach(pendingReloads.DropNote);
        _reported.Clear();
    }

    /// <summary>Notes, before a file is replaced or removed, that a reload will be pending: an event in between does not lose
    /// it.</summary>
    public void Announce(TargetFile file, string stagePath)
    {
        if (!options.SyncOnly && !options.Noop && file.Resource.ReloadCommand is not null)
        {
            pendingReloads.Announce(file, stagePath);
        }
    }

    /// <inheritdoc cref="PendingReloads.Withdraw"/>
    public void Withdraw(TargetFile file) => pendingReloads.Withdraw(file);

    /// <summary>Reloads after a destination was replaced.</summary>
    public async Task<UpdateResult> AfterReplacementAsync(TargetFile file, string stagePath, CancellationToken kill)
    {
        if (options.SyncOnly || file.Resource.ReloadCommand is null)
        {
            return new UpdateResult(UpdateOutcome.Replaced);
        }

        var wait = pendingReloads.TimeToWait(file);
        if (wait > TimeSpan.Zero)
        {
            LogThrottled(file.Path, DurationText.Format(RoundUp(wait)));
            pendingReloads.Postpone(file, stagePath, wait);
            return new UpdateResult(UpdateOutcome.ReplacedReloadPending);
        }

        if (PostponeForSplay(file, stagePath) is var splay && splay > TimeSpan.Zero)
        {
            LogSplayed(file.Path, DurationText.Format(RoundUp(splay)));
            return new UpdateResult(UpdateOutcome.ReplacedReloadPending);
        }

        return await RunOrCollectAsync(file, stagePath, retryDelay: null, kill).ConfigureAwait(false) is { } failure
            ? new UpdateResult(UpdateOutcome.ReplacedReloadFailed, failure)
            : new UpdateResult(UpdateOutcome.Replaced);
    }

    /// <summary>Runs a pending reload, unless it has to wait.</summary>
    /// <param name="file">The file of the reload.</param>
    /// <param name="kill">Kills a running command.</param>
    /// <param name="retryDelay">When a failed one is retried by itself; null for with the next cycle of its resource.</param>
    /// <returns>Null for success.</returns>
    public async Task<UpdateFailure?> RunPendingAsync(TargetFile file, CancellationToken kill, TimeSpan? retryDelay = null)
    {
        if (options.SyncOnly || options.Noop || pendingReloads.Find(file) is not { } reload)
        {
            return null;
        }

        if (file.Resource.ReloadCommand is null)
        {
            // The resource no longer has a command: there is no service to notify.
            pendingReloads.Forget(file);
            return null;
        }

        if (pendingReloads.TimeToSplay(file) > TimeSpan.Zero)
        {
            return null;
        }

        if (reload.File.Origin == PathOrigin.Computed)
        {
            // The staged file was named after a path that may have become literal in the resource file only now.
            file = file with { Origin = PathOrigin.Computed };
        }

        var wait = pendingReloads.TimeToWait(file);
        if (wait > TimeSpan.Zero)
        {
            pendingReloads.Postpone(file, reload.StagePath, wait);
            return null;
        }

        LogRunningPending(file.Path);
        return await RunOrCollectAsync(file, reload.StagePath, retryDelay, kill).ConfigureAwait(false);
    }

    /// <summary>Runs the pending reloads for files that the resource no longer has, such as those that were removed.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="destinations">The full paths of its files, and of those that this cycle has tried to reload.</param>
    /// <param name="kill">Kills a running command.</param>
    /// <returns>The failures.</returns>
    public async Task<IReadOnlyList<UpdateFailure>> RunPendingOfOthersAsync(
        Resource resource, IReadOnlySet<string> destinations, CancellationToken kill)
    {
        var failures = new List<UpdateFailure>();
        foreach (var left in pendingReloads.FindLeft(resource))
        {
            var file = left.File with { Resource = resource };
            if (!destinations.Contains(file.FullPath)
                && !_collected.Any(entry => entry.File.Path == file.Path)
                && await RunPendingAsync(file, kill).ConfigureAwait(false) is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }

    /// <inheritdoc cref="PendingReloads.KeepOnly"/>
    public void Adopt(IReadOnlyList<Resource> resources, bool areReadAgain)
    {
        foreach (var file in pendingReloads.KeepOnly(resources, areReadAgain))
        {
            LogForgotten(file.Path);
        }
    }

    /// <summary>Runs the collected reloads, equal commands once.</summary>
    /// <param name="kill">Kills a running command.</param>
    /// <param name="retryDelay">As for <see cref="RunPendingAsync"/>.</param>
    /// <returns>The failures, for every resource whose command failed.</returns>
    public async Task<IReadOnlyList<(Resource Resource, UpdateFailure Failure)>> RunCollectedAsync(
        CancellationToken kill, TimeSpan? retryDelay = null)
    {
        var failures = new List<(Resource, UpdateFailure)>();
        var groups = _collected.GroupBy(entry => entry.Effect, StringComparer.Ordinal).ToArray();
        _collected.Clear();
        foreach (var group in groups)
        {
            var first = group.First();
            var failure = await commands.ReloadAsync(first.File, first.StagePath, kill).ConfigureAwait(false);
            foreach (var (_, file, stagePath) in group)
            {
                Note(file, stagePath, failure, retryDelay);
                if (failure is not null)
                {
                    failures.Add((file.Resource, failure with { Destination = file.Path }));
                }
            }
        }

        return failures;
    }

    private async Task<UpdateFailure?> RunOrCollectAsync(TargetFile file, string stagePath, TimeSpan? retryDelay, CancellationToken kill)
    {
        if (file.Resource.ReloadsOncePerCycle && ResourceCommands.TryRenderReload(file, stagePath) is { } command)
        {
            _collected.Add((command.Effect, file, stagePath));
            return null;
        }

        var failure = await commands.ReloadAsync(file, stagePath, kill).ConfigureAwait(false);
        Note(file, stagePath, failure, retryDelay);
        return failure;
    }

    private void Note(TargetFile file, string stagePath, UpdateFailure? failure, TimeSpan? retryDelay)
    {
        if (failure is null)
        {
            pendingReloads.Succeeded(file);
            return;
        }

        pendingReloads.Postpone(file, stagePath, retryDelay);
        if (isSinglePass && failure is { CommandExitStatus: not null, IsSignalled: false })
        {
            _reported.Add(file);
        }
    }

    // A further change during the wait is reloaded with it: otherwise a file that changes all the time would never be reloaded. In a single
    // pass nothing would reload later.
    private TimeSpan PostponeForSplay(TargetFile file, string stagePath)
    {
        if (isSinglePass || file.Resource.ReloadSplay <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var left = pendingReloads.TimeToSplay(file);
        left = left > TimeSpan.Zero ? left : file.Resource.ReloadSplay * options.Random();
        pendingReloads.Postpone(file, stagePath, left, isSplayed: true);
        return left;
    }

    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reload throttled for {Destination} (next allowed in {Wait})")]
    private partial void LogThrottled(string destination, string wait);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloading for {Destination} in {Wait} (reload_splay)")]
    private partial void LogSplayed(string destination, string wait);

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgetting the pending reload for {Destination}: its resource file is gone")]
    private partial void LogForgotten(string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "Running the pending reload for {Destination}")]
    private partial void LogRunningPending(string destination);
}
