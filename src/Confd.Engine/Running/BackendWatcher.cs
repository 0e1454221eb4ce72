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
/// <param name="backend">The backend.</param>
/// <param name="wakingKeys">The watched keys.</param>
/// <param name="resources">The current resources, including those of other backends.</param>
/// <param name="options">Intervals and pauses.</param>
/// <param name="context">Clock and observers.</param>
/// <param name="reported">Receives the resources that have to be processed.</param>
internal sealed partial class BackendWatcher(
    IKeyBackend backend,
    IReadOnlyList<string> wakingKeys,
    Func<IReadOnlyList<OpenedResource>> resources,
    EngineOptions options,
    RunContext context,
    ReportedChanges reported)
    : IFollowedSource<IReadOnlySet<string>>, IResourceWatcher
{
    private readonly ILogger _logger = context.Logger;
    private readonly OnceReporter _polling = new();
    private volatile bool _isSteady;
    private bool _isBroken;

    /// <inheritdoc/>
    public bool IsSteady => _isSteady;

    /// <summary>Runs until cancelled. All resources are reported at the start, and again whenever a watch is opened late or
    /// again.</summary>
    /// <exception cref="OperationCanceledException">The watch was cancelled.</exception>
    public Task RunAsync(CancellationToken stop) =>
        new ChangeFollower<IReadOnlySet<string>>(this, FollowTimes.Create(options, context.Clock)).RunAsync(stop);

    /// <inheritdoc/>
    public async Task<IChangeWatch<IReadOnlySet<string>>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        await backend.OpenWatchAsync(wakingKeys, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task ReadAsync(CancellationToken cancellationToken)
    {
        Report(_ => true, ChangeKind.Refresh);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ApplyAsync(IReadOnlySet<string> change, CancellationToken cancellationToken)
    {
        if (change.Count > 0)
        {
            context.Observer.KeysChanged(backend, change);
        }

        Report(one => change.Count == 0 || Concerns(one, change), ChangeKind.Change);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void OnState(FollowState state)
    {
        _isSteady = state.Failure is null;
        switch (state.Kind)
        {
            case FollowKind.Watching:
                _polling.Reset();
                if (_isBroken)
                {
                    LogAgain(backend.Name);
                }

                _isBroken = false;
                context.Observer.BackendWatched(backend, isWatched: true, untilPoll: null);
                break;
            case FollowKind.Polling:
                _polling.Report(() => LogPolling(backend.Name, DurationText.Format(state.Pause)));
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

    // By text, as some backends select: checking a resource needlessly costs less than missing a change.
    private static bool Concerns(WatchedKeys one, IReadOnlySet<string> changed) =>
        one.WakingKeys.Select(text => new LookupKey(text)).Any(lookup => changed.Any(key => lookup.Covers(key, KeyMatch.Text)));

    private void Report(Func<WatchedKeys, bool> isConcerned, ChangeKind kind)
    {
        OpenedResource[] all =
            [.. resources().Where(opened => WatchedKeys.Of(opened).Any(one => one.Source.Backend == backend && isConcerned(one)))];
        reported.Add(all, kind);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Watching the {Name} backend failed: {Reason}; trying again in {Pause}")]
    private partial void LogBroken(string name, ErrorText reason, string pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watching the {Name} backend again")]
    private partial void LogAgain(string name);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The {Name} backend cannot be watched: its resources are polled every {Interval} instead")]
    private partial void LogPolling(string name, string interval);
}
