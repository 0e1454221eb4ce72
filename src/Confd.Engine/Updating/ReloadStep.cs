using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>
/// Reloads services after their files changed: at once, at the end of the cycle where equal commands are to run once, later where
/// <c>min_reload_interval</c> says so, again where it failed.
/// </summary>
internal sealed partial class ReloadStep(UpdateOptions options, ResourceCommands commands, ReloadLedger ledger, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private readonly List<(string Command, Resource Resource, string StagePath)> _collected = [];

    /// <summary>Reloads after a destination was replaced.</summary>
    public async Task<UpdateResult> AfterReplacementAsync(Resource resource, string stagePath, CancellationToken kill)
    {
        if (options.SyncOnly || resource.ReloadCommand is null)
        {
            return new UpdateResult(UpdateOutcome.Replaced);
        }

        var wait = ledger.TimeToWait(resource);
        if (wait > TimeSpan.Zero)
        {
            LogThrottled(resource.Destination, GoDuration.Format(RoundUp(wait)));
            ledger.Owe(resource, stagePath, wait);
            return new UpdateResult(UpdateOutcome.ReplacedReloadPending);
        }

        return await RunOrCollectAsync(resource, stagePath, kill).ConfigureAwait(false) is { } failure
            ? new UpdateResult(UpdateOutcome.ReplacedReloadFailed, failure)
            : new UpdateResult(UpdateOutcome.Replaced);
    }

    /// <summary>Runs a reload that is owed, unless it has to wait.</summary>
    /// <returns>Null where nothing went wrong.</returns>
    public async Task<UpdateFailure?> MakeUpAsync(Resource resource, CancellationToken kill)
    {
        if (ledger.Find(resource.Destination) is not { } pending)
        {
            return null;
        }

        if (resource.ReloadCommand is null)
        {
            // The resource has lost its command since: there is nobody to tell any more.
            ledger.Forget(resource.Destination);
            return null;
        }

        var wait = ledger.TimeToWait(resource);
        if (wait > TimeSpan.Zero)
        {
            ledger.Owe(resource, pending.StagePath, wait);
            return null;
        }

        LogMakingUp(resource.Destination);
        return await RunOrCollectAsync(resource, pending.StagePath, kill).ConfigureAwait(false);
    }

    /// <summary>Runs the collected reloads, equal commands once.</summary>
    /// <returns>What went wrong, for every resource whose command failed.</returns>
    public async Task<IReadOnlyList<(Resource Resource, UpdateFailure Failure)>> RunCollectedAsync(CancellationToken kill)
    {
        var failures = new List<(Resource, UpdateFailure)>();
        var groups = _collected.GroupBy(entry => entry.Command, StringComparer.Ordinal).ToArray();
        _collected.Clear();
        foreach (var group in groups)
        {
            var first = group.First();
            var failure = await commands.ReloadAsync(first.Resource, first.StagePath, kill).ConfigureAwait(false);
            foreach (var (_, resource, stagePath) in group)
            {
                Note(resource, stagePath, failure);
                if (failure is not null)
                {
                    failures.Add((resource, failure with { Destination = resource.Destination }));
                }
            }
        }

        return failures;
    }

    private async Task<UpdateFailure?> RunOrCollectAsync(Resource resource, string stagePath, CancellationToken kill)
    {
        if (resource.ReloadsOncePerCycle && ResourceCommands.TryRenderReload(resource, stagePath) is { } command)
        {
            _collected.Add((command, resource, stagePath));
            return null;
        }

        var failure = await commands.ReloadAsync(resource, stagePath, kill).ConfigureAwait(false);
        Note(resource, stagePath, failure);
        return failure;
    }

    private void Note(Resource resource, string stagePath, UpdateFailure? failure)
    {
        if (failure is null)
        {
            ledger.Succeeded(resource.Destination);
        }
        else
        {
            ledger.Owe(resource, stagePath, options.ReloadRetryDelay);
        }
    }

    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    [LoggerMessage(LogLevel.Warning, "Reload throttled for {Destination} (next allowed in {Wait})")]
    private partial void LogThrottled(string destination, string wait);

    [LoggerMessage(LogLevel.Information, "Running the pending reload for {Destination}")]
    private partial void LogMakingUp(string destination);
}
