using Confd.Engine.Documents;
using Confd.Engine.Flags;
using Confd.Engine.Posix;
using Confd.Following;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Follows a source of flags and reports the resources that have to be processed when they change.</summary>
internal sealed partial class FlagWatcher(
    FlagOrigin origin,
    IFlagSource source,
    Func<IReadOnlyList<OpenedResource>> resources,
    EngineOptions options,
    RunContext context,
    ReportedChanges reported)
    : IFollowedSource<bool>, IResourceWatcher
{
    // As long as LaunchDarkly's SDKs cache the flags of a store by default.
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(15);

    private readonly ILogger _logger = context.Logger;
    private volatile bool _isSteady;
    private bool _isBroken;

    /// <inheritdoc/>
    public bool IsSteady => _isSteady;

    /// <summary>Runs until cancelled. The resources' backends report them at the start.</summary>
    /// <exception cref="OperationCanceledException">The watch was cancelled.</exception>
    public Task RunAsync(CancellationToken stop) =>
        new ChangeFollower<bool>(this, FollowTimes.Create(options, context.Clock) with { PollInterval = ProbeInterval }).RunAsync(stop);

    /// <inheritdoc/>
    public Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) => source.OpenWatchAsync(cancellationToken);

    /// <summary>Reports the resources where flags have changed.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var hasChanged = await source.RefreshAsync(cancellationToken).ConfigureAwait(false);
        context.Observer.FlagsRead(origin, failure: null);
        if (hasChanged)
        {
            reported.Add([.. resources().Where(opened => opened.Flags == source)], ChangeKind.Change);
        }
    }

    /// <inheritdoc/>
    public Task ApplyAsync(bool change, CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    /// <summary>Logs failures that are retried after a pause, and the recovery; not reads in between.</summary>
    public void OnState(FollowState state)
    {
        _isSteady = state.Failure is null;
        if (state.Failure is not { } failure)
        {
            if (_isBroken)
            {
                _isBroken = false;
                LogAgain();
            }

            return;
        }

        var reason = FailureText.Of(failure);
        context.Observer.FlagsRead(origin, reason.Redacted);
        if (state.Pause > TimeSpan.Zero)
        {
            _isBroken = true;
            LogBroken(reason, DurationText.Format(state.Pause));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Watching flags failed: {Reason}; trying again in {Pause}")]
    private partial void LogBroken(ErrorText reason, string pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Watching flags again")]
    private partial void LogAgain();
}
