using Confd.Engine.Resources;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>Reloads services after their files changed: at once, later where <c>min_reload_interval</c> says so, again where it failed.</summary>
internal sealed partial class ReloadStep(UpdateOptions options, ResourceCommands commands, ReloadLedger ledger, ILogger logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Reloads after a destination was replaced.</summary>
    public async Task<UpdateResult> AfterReplacementAsync(Resource resource, string stagePath, CancellationToken kill)
    {
        if (options.SyncOnly || resource.ReloadCommand is null)
        {
            return new UpdateResult(UpdateOutcome.Replaced);
        }

        var wait = ledger.TimeToWait(resource.Destination, resource.MinReloadInterval);
        if (wait > TimeSpan.Zero)
        {
            LogThrottled(resource.Destination, GoDuration.Format(RoundUp(wait)));
            ledger.Owe(resource.Destination, stagePath, wait);
            return new UpdateResult(UpdateOutcome.ReplacedReloadPending);
        }

        return await RunAsync(resource, stagePath, kill).ConfigureAwait(false) is { } failure
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

        var wait = ledger.TimeToWait(resource.Destination, resource.MinReloadInterval);
        if (wait > TimeSpan.Zero)
        {
            ledger.Owe(resource.Destination, pending.StagePath, wait);
            return null;
        }

        LogMakingUp(resource.Destination);
        return await RunAsync(resource, pending.StagePath, kill).ConfigureAwait(false);
    }

    private async Task<UpdateFailure?> RunAsync(Resource resource, string stagePath, CancellationToken kill)
    {
        var failure = await commands.ReloadAsync(resource, stagePath, kill).ConfigureAwait(false);
        if (failure is null)
        {
            ledger.Succeeded(resource.Destination);
        }
        else
        {
            ledger.Owe(resource.Destination, stagePath, options.ReloadRetryDelay);
        }

        return failure;
    }

    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    [LoggerMessage(LogLevel.Warning, "Reload throttled for {Destination} (next allowed in {Wait})")]
    private partial void LogThrottled(string destination, string wait);

    [LoggerMessage(LogLevel.Information, "Running the pending reload for {Destination}")]
    private partial void LogMakingUp(string destination);
}
