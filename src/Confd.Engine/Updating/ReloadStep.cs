using Confd.Engine.Documents;
using Confd.Engine.Resources;
using Confd.Engine.State;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Updating;

/// <summary>
/// Reloads services after their files changed: at once, at the end of the cycle where equal commands are to run once, later where
/// <c>min_reload_interval</c> says so, again where it failed.
/// </summary>
internal sealed partial class ReloadStep(
    UpdateOptions options, ResourceCommands commands, ReloadLedger ledger, OwedReloads notes, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private readonly List<(string Command, Resource Resource, string StagePath)> _collected = [];
    private readonly Dictionary<string, OwedReload> _announcedOver = [];

    /// <summary>
    /// True for one pass: whoever started it is told of a failed reload by the exit status, and the next pass does not repeat it, as in the
    /// original. A daemon goes on trying, and leaves a note for the next one.
    /// </summary>
    public bool EndsWithItsFailures { get; set; }

    /// <summary>Notes, before a file is replaced or removed, that a reload will be owed: what happens in between does not lose
    /// it.</summary>
    public void Announce(Resource resource, string stagePath)
    {
        if (!options.SyncOnly && !options.Noop && resource.ReloadCommand is not null)
        {
            if (notes.Find(resource) is { } before)
            {
                _announcedOver[resource.Destination] = before;
            }

            notes.Add(resource, stagePath);
        }
    }

    /// <summary>Takes an announcement back: the file is as it was, and what was owed before still is.</summary>
    public void Withdraw(Resource resource)
    {
        if (_announcedOver.Remove(resource.Destination, out var before))
        {
            notes.Add(resource with { PathOrigin = before.Origin }, before.StagePath);
        }
        else if (ledger.Find(resource.Destination) is null)
        {
            notes.Remove(resource);
        }
    }

    /// <summary>Reloads after a destination was replaced.</summary>
    public async Task<UpdateResult> AfterReplacementAsync(Resource resource, string stagePath, CancellationToken kill)
    {
        _announcedOver.Remove(resource.Destination);
        if (options.SyncOnly || resource.ReloadCommand is null)
        {
            return new UpdateResult(UpdateOutcome.Replaced);
        }

        var wait = ledger.TimeToWait(resource);
        if (wait > TimeSpan.Zero)
        {
            LogThrottled(resource.Destination, DurationText.Format(RoundUp(wait)));
            ledger.Owe(resource, stagePath, wait);
            return new UpdateResult(UpdateOutcome.ReplacedReloadPending);
        }

        if (PutOff(resource, stagePath) is var splay && splay > TimeSpan.Zero)
        {
            LogSplayed(resource.Destination, DurationText.Format(RoundUp(splay)));
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
        if (options.SyncOnly
            || options.Noop
            || (ledger.Find(resource.Destination)?.StagePath ?? notes.Find(resource)?.StagePath) is not { } stagePath)
        {
            return null;
        }

        if (notes.Find(resource)?.Origin == PathOrigin.Computed)
        {
            // The staged file was named after a path that the resource file may only now say word for word.
            resource = resource with { PathOrigin = PathOrigin.Computed };
        }

        if (resource.ReloadCommand is null)
        {
            // The resource has lost its command since: there is nobody to tell any more.
            ledger.Forget(resource.Destination);
            notes.Remove(resource);
            return null;
        }

        if (ledger.TimeToSplay(resource) > TimeSpan.Zero)
        {
            return null;
        }

        var wait = ledger.TimeToWait(resource);
        if (wait > TimeSpan.Zero)
        {
            ledger.Owe(resource, stagePath, wait);
            return null;
        }

        LogMakingUp(resource.Destination);
        return await RunOrCollectAsync(resource, stagePath, kill).ConfigureAwait(false);
    }

    /// <summary>Runs the reloads that earlier runs owe destinations which the resource has no more, such as those of removed
    /// files.</summary>
    /// <param name="resource">The resource as its file says it.</param>
    /// <param name="destinations">The full paths of the destinations that it has.</param>
    /// <param name="kill">Kills a command that runs.</param>
    /// <returns>What went wrong.</returns>
    public async Task<IReadOnlyList<UpdateFailure>> MakeUpForOthersAsync(
        Resource resource, IReadOnlySet<string> destinations, CancellationToken kill)
    {
        var failures = new List<UpdateFailure>();
        foreach (var note in notes.FindAll(resource))
        {
            var owing = resource.At(note.Destination, note.Origin);
            if (destinations.Contains(Path.GetFullPath(note.Destination)) || _collected.Any(
                entry => entry.Resource.Destination == note.Destination)
                || ledger.Find(note.Destination) is not null)
            {
                continue;
            }

            if (await MakeUpAsync(owing, kill).ConfigureAwait(false) is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }

    /// <summary>Goes over to resources that were read anew: each owes what it owed, by its command of now, and one whose file is gone owes
    /// nothing.</summary>
    public void GoOver(IReadOnlyList<Resource> resources)
    {
        foreach (var pending in ledger.FindAll())
        {
            var old = pending.Resource;
            if (resources.FirstOrDefault(resource => resource.Path == old.Path) is { } now)
            {
                var isItsOwn = now.ForEach is null && now.Destination == old.Destination;
                ledger.Rebind(pending, isItsOwn ? now : now.At(old.Destination, old.PathOrigin));
            }
            else if (!File.Exists(old.Path))
            {
                LogForgotten(old.Destination);
                ledger.Forget(old.Destination);
                notes.Remove(old);
            }
        }
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
            ledger.Succeeded(resource);
            notes.Remove(resource);
            return;
        }

        ledger.Owe(resource, stagePath, options.ReloadRetryDelay);
        if (EndsWithItsFailures && failure.CommandExitStatus is not null)
        {
            notes.Remove(resource);
        }
    }

    // A further change while one waits is reloaded with it: whoever changes all the time would never be reloaded otherwise. One pass has
    // nobody who would reload later.
    private TimeSpan PutOff(Resource resource, string stagePath)
    {
        if (EndsWithItsFailures || resource.ReloadSplay <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var left = ledger.TimeToSplay(resource);
        left = left > TimeSpan.Zero ? left : resource.ReloadSplay * options.Random();
        ledger.Splay(resource, stagePath, left);
        return left;
    }

    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reload throttled for {Destination} (next allowed in {Wait})")]
    private partial void LogThrottled(string destination, string wait);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloading for {Destination} in {Wait} (reload_splay)")]
    private partial void LogSplayed(string destination, string wait);

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgetting the pending reload for {Destination}: its resource file is gone")]
    private partial void LogForgotten(string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "Running the pending reload for {Destination}")]
    private partial void LogMakingUp(string destination);
}
