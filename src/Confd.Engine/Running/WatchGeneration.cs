using System.Threading.Channels;
using Confd.Engine.Documents;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>The watchers of one set of resources, from one reading of the resource files to the next.</summary>
internal sealed partial class WatchGeneration : IAsyncDisposable
{
    /// <summary>Watches end at once, but for those of a mount or a server that hangs: they are left behind after so long.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly RunContext _context;
    private readonly ILogger _logger;
    private readonly Channel<ChangeNotice> _notices = Channel.CreateUnbounded<ChangeNotice>(
        new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _end;
    private readonly Task _watchers;

    public WatchGeneration(IReadOnlyList<OpenedResource> resources, EngineOptions options, RunContext context, CancellationToken stop)
    {
        _context = context;
        _logger = context.Logger;
        Resources = resources;
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watchers = resources
            .SelectMany(opened => opened.Sources.Select(source => new WatchedKeys(opened, source)))
            .GroupBy(watched => watched.Source.Backend)
            .Select(group => new BackendWatcher(group.Key, [.. group], options, context, _notices.Writer))
            .ToArray();
        context.Observer.KeysWatched(resources.SelectMany(opened => opened.Sources).Sum(source => source.LookupKeys.Count));
        var flagWatchers = resources
            .Where(opened => opened.Flags is not null)
            .GroupBy(opened => opened.Flags!)
            .Select(group => new FlagWatcher(
                group.First().Resource.Flags!.Origin, group.Key, [.. group], options, context, _notices.Writer))
            .ToArray();
        Task[] running =
            [.. watchers.Select(watcher => watcher.RunAsync(_end.Token)), .. flagWatchers.Select(watcher => watcher.RunAsync(_end.Token))];
        _watchers = Task.WhenAll(running);
        FirstEnded = running.Length == 0 ? new TaskCompletionSource().Task : Task.WhenAny(running).Unwrap();
    }

    /// <summary>Ends what belongs to this set of resources.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>Completes where a watcher ends, which none does by itself: nothing is heard of its backend any more.</summary>
    public Task FirstEnded { get; }

    /// <summary>The resources that are watched, in processing order.</summary>
    public IReadOnlyList<OpenedResource> Resources { get; }

    /// <summary>What the watchers report.</summary>
    public ChannelReader<ChangeNotice> Notices => _notices.Reader;

    /// <summary>Ends the watchers and waits until they have gone, or <see cref="EndLimit"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        var gone = Task.WhenAny(_watchers);
        if (!gone.IsCompleted)
        {
            using var over = new CancellationTokenSource();
            await Task.WhenAny(gone, Task.Delay(EndLimit, _context.Clock, over.Token)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }

        if (gone.IsCompleted)
        {
            _end.Dispose();
            return;
        }

        // What they still report goes where nobody reads.
        LogLeft(DurationText.Format(EndLimit));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A watch has not ended within {Limit}: it is left behind")]
    private partial void LogLeft(string limit);
}
