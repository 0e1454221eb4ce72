using Confd.Engine.Documents;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The current resources, and a watcher for each backend and each source of flags that they use.</summary>
/// <remarks>One loop adopts other resources and takes the reports; watchers report from any thread.</remarks>
internal sealed partial class WatchedResources(EngineOptions options, RunContext context, CancellationToken stop) : IAsyncDisposable
{
    /// <summary>Watches end immediately, except those of a mount or a server that hangs: these are abandoned after this time.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = context.Logger;
    private readonly Dictionary<WatchId, Watch> _watches = [];
    private volatile IReadOnlyList<OpenedResource> _all = [];

    /// <summary>The resources that are watched, in processing order.</summary>
    public IReadOnlyList<OpenedResource> All => _all;

    /// <summary>The reports of the watchers; also for resources that are no longer used.</summary>
    public ReportedChanges Reported { get; } = new();

    /// <summary>Ends the watchers that the next resources do not need, and waits until they have ended, or <see cref="EndLimit"/>. If the
    /// resources were read again, also those that make no progress: the cause may have been fixed before the reload.</summary>
    public Task EndOthersAsync(LoadedResources next)
    {
        var needed = WatchersOf(next.Opened);
        return EndAsync(id => !needed.ContainsKey(id) || (!next.IsAddition && !_watches[id].Watcher.IsSteady));
    }

    /// <summary>Uses other resources. They are all reported: by new watchers, or here; current ones to which others are only added are
    /// not.</summary>
    public void Adopt(LoadedResources loaded)
    {
        var former = loaded.IsAddition ? _all.ToHashSet() : [];
        _all = loaded.Opened;
        context.Observer.KeysWatched(_all.SelectMany(opened => opened.Sources).Sum(source => source.LookupKeys.Count));
        var begun = new HashSet<object>();
        foreach (var (id, create) in WatchersOf(_all).Where(needed => !_watches.ContainsKey(needed.Key)))
        {
            var watcher = create();
            var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _watches.Add(id, new Watch(watcher, end, watcher.RunAsync(end.Token)));
            begun.Add(id.Source);
        }

        OpenedResource[] others =
            [.. _all.Where(opened => !former.Contains(opened) && !opened.Sources.Any(source => begun.Contains(source.Backend)))];
        Reported.Add(others, ChangeKind.Refresh);
    }

    /// <summary>Ends all watchers.</summary>
    /// <inheritdoc cref="EndOthersAsync"/>
    public async ValueTask DisposeAsync() => await EndAsync(_ => true).ConfigureAwait(false);

    private Dictionary<WatchId, Func<IResourceWatcher>> WatchersOf(IReadOnlyList<OpenedResource> resources)
    {
        var watchers = new Dictionary<WatchId, Func<IResourceWatcher>>();
        foreach (var group in resources.SelectMany(WatchedKeys.Of).GroupBy(watched => watched.Source.Backend))
        {
            string[] keys = [.. group.SelectMany(watched => watched.WakingKeys).Distinct(StringComparer.Ordinal)];
            watchers[new WatchId(group.Key, string.Join('\0', keys.Order(StringComparer.Ordinal)))] =
                () => new BackendWatcher(group.Key, keys, () => _all, options, context, Reported);
        }

        foreach (var group in resources.Where(opened => opened.Flags is not null).GroupBy(opened => opened.Flags!))
        {
            var origin = group.First().Resource.Flags!.Origin;
            watchers[new WatchId(group.Key, "")] =
                () => new FlagWatcher(origin, group.Key, () => _all, options, context, Reported);
        }

        return watchers;
    }

    private async Task EndAsync(Predicate<WatchId> isEnded)
    {
        KeyValuePair<WatchId, Watch>[] ended = [.. _watches.Where(pair => isEnded(pair.Key))];
        foreach (var (id, watch) in ended)
        {
            _watches.Remove(id);
            await watch.End.CancelAsync().ConfigureAwait(false);
        }

        var gone = Task.WhenAny(Task.WhenAll(ended.Select(pair => pair.Value.Run)));
        if (!gone.IsCompleted)
        {
            using var over = new CancellationTokenSource();
            await Task.WhenAny(gone, Task.Delay(EndLimit, context.Clock, over.Token)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }

        if (!gone.IsCompleted)
        {
            // Their further reports are for resources that are no longer used, or are harmless.
            LogLeft(DurationText.Format(EndLimit));
            return;
        }

        Array.ForEach(ended, pair => pair.Value.End.Dispose());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A watch has not ended within {Limit}: it is abandoned")]
    private partial void LogLeft(string limit);

    /// <summary>Identifies a watcher by its source and keys.</summary>
    private sealed record WatchId(object Source, string Keys);

    private sealed record Watch(IResourceWatcher Watcher, CancellationTokenSource End, Task Run);
}
