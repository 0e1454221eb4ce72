using System.Threading.Channels;
using Confd.Backends;
using Confd.Engine.Documents;
using Confd.Engine.Posix;
using Confd.Following;
using Confd.GoTemplate;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Follows one backend for its resources and reports which of them have to be processed; polls a backend that cannot be
/// watched.</summary>
internal sealed partial class BackendWatcher(
    IKeyBackend backend, IReadOnlyList<WatchedKeys> watched, EngineOptions options, RunContext context, ChannelWriter<ChangeNotice> notices)
    : IFollowedSource<IReadOnlySet<string>>
{
    private readonly ILogger _logger = context.Logger;
    private readonly string[] _lookupKeys =
        [.. watched.SelectMany(one => one.WakingKeys).Distinct(StringComparer.Ordinal)];

    private readonly SaidOnce _polling = new();
    private bool _isBroken;

    /// <summary>Runs until cancelled. All resources are reported at the start, and again whenever a watch is opened late or anew.</summary>
    /// <exception cref="OperationCanceledException">The watch is to end.</exception>
    public Task RunAsync(CancellationToken stop) =>
        new ChangeFollower<IReadOnlySet<string>>(this, WatchOptions.Create(options, context.Clock)).RunAsync(stop);

    /// <inheritdoc/>
    public async Task<IChangeWatch<IReadOnlySet<string>>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        await backend.OpenWatchAsync(_lookupKeys, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task ReadAsync(CancellationToken cancellationToken)
    {
        Report(watched, ChangeKind.Refresh);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ApplyAsync(IReadOnlySet<string> change, CancellationToken cancellationToken)
    {
        if (change.Count > 0)
        {
            context.Observer.KeysChanged(backend, change);
        }

        Report(change.Count == 0 ? watched : watched.Where(one => Concerns(one, change)), ChangeKind.Change);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void OnState(FollowState state)
    {
        switch (state.Kind)
        {
            case FollowKind.Watching:
                _polling.Forget();
                if (_isBroken)
                {
                    LogAgain(backend.Name);
                }

                _isBroken = false;
                context.Observer.BackendWatched(backend, isWatched: true, untilPoll: null);
                break;
            case FollowKind.Polling:
                _polling.Say(() => LogPolling(backend.Name, DurationText.Format(state.Pause)));
                context.Observer.BackendWatched(backend, isWatched: false, state.Pause);
                break;
            default:
                var reason = FailureText.Of(state.Failure!);
                _isBroken = true;
                context.Observer.WatchBroken(backend, reason.Redacted);
                LogBroken(backend.Name, reason, DurationText.Format(state.Pause));
                break;
        }
    }

    // By text, as some backends select: a resource that is looked at in vain costs less than one that is not.
    private static bool Concerns(WatchedKeys one, IReadOnlySet<string> changed) =>
        one.WakingKeys.Select(text => new LookupKey(text)).Any(asked => changed.Any(key => asked.Covers(key, KeyMatch.Text)));

    private void Report(IEnumerable<WatchedKeys> concerned, ChangeKind kind)
    {
        OpenedResource[] all = [.. concerned.Select(one => one.Resource).Distinct()];
        if (all.Length > 0)
        {
            notices.TryWrite(new ChangeNotice(all, kind));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Watching the {Name} backend failed: {Reason}; trying again in {Pause}")]
    private partial void LogBroken(string name, ErrorText reason, string pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watching the {Name} backend again")]
    private partial void LogAgain(string name);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The {Name} backend cannot be watched: its resources are polled every {Interval} instead")]
    private partial void LogPolling(string name, string interval);
}
