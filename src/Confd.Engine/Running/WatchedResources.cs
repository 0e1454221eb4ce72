using System.Threading.Channels;
using Confd.Engine.Documents;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The resources at work, and a watcher for each backend and each source of flags that they are rendered from.</summary>
/// <remarks>One loop adopts other resources and reads the notices; watchers report from any thread.</remarks>
internal sealed partial class WatchedResources(EngineOptions options, RunContext context, CancellationToken stop) : IAsyncDisposable
{
    /// <summary>Watches end at once, but for those of a mount or a server that hangs: they are left behind after so long.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = context.Logger;
    private readonly Dictionary<WatchId, Watch> _watches = [];
    private readonly Channel<ChangeNotice> _notices = Channel.CreateUnbounded<ChangeNotice>(
        new UnboundedChannelOptions { SingleReader = true });

    private volatile IReadOnlyList<OpenedResource> _all = [];

    /// <summary>The resources that are watched, in processing order.</summary>
    public IReadOnlyList<OpenedResource> All => _all;

    /// <summary>What the watchers report; also of resources that are not at work any more.</summary>
    public ChannelReader<ChangeNotice> Notices => _notices.Reader;

    /// <summary>Ends the watchers that other resources do without, and waits until they have gone, or <see cref="EndLimit"/>. Where the
    /// resources were read anew, also those that do not get on: whoever asked for it may have mended what held them up.</summary>
    public Task EndOthersAsync(LoadedResources next)
    {
        var wanted = WatchersOf(next.Opened);
        return EndAsync(id => !wanted.ContainsKey(id) || (!next.IsAddition && !_watches[id].Watcher.IsSteady));
    }

    /// <summary>Takes over other resources. They are all reported: by watchers that begin, or here; those that only have others join them
    /// are not.</summary>
    public void Adopt(LoadedResources loaded)
    {
        var former = loaded.IsAddition ? _all.ToHashSet() : [];
        _all = loaded.Opened;
        context.Observer.KeysWatched(_all.SelectMany(opened => opened.Sources).Sum(source => source.LookupKeys.Count));
        var begun = new HashSet<object>();
        foreach (var (id, create) in WatchersOf(_all).Where(wanted => !_watches.ContainsKey(wanted.Key)))
        {
            var watcher = create();
            var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _watches.Add(id, new Watch(watcher, end, watcher.RunAsync(end.Token)));
            begun.Add(id.Source);
        }

        OpenedResource[] others =
            [.. _all.Where(opened => !former.Contains(opened) && !opened.Sources.Any(source => begun.Contains(source.Backend)))];
        _notices.Writer.TryWrite(new ChangeNotice(others, ChangeKind.Refresh));
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
                () => new BackendWatcher(group.Key, keys, () => _all, options, context, _notices.Writer);
        }

        foreach (var group in resources.Where(opened => opened.Flags is not null).GroupBy(opened => opened.Flags!))
        {
            var origin = group.First().Resource.Flags!.Origin;
            watchers[new WatchId(group.Key, "")] =
                () => new FlagWatcher(origin, group.Key, () => _all, options, context, _notices.Writer);
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
            // What they still report is of resources that are at work no more, or does no harm.
            LogLeft(DurationText.Format(EndLimit));
            return;
        }

        Array.ForEach(ended, pair => pair.Value.End.Dispose());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A watch has not ended within {Limit}: it is left behind")]
    private partial void LogLeft(string limit);

    /// <summary>What a watcher follows: with other keys it is another one.</summary>
    private sealed record WatchId(object Source, string Keys);

    private sealed record Watch(IResourceWatcher Watcher, CancellationTokenSource End, Task Run);
}
