using System.Threading.Channels;
using Confd.Engine.Documents;
using Confd.Engine.Flags;
using Confd.Engine.Posix;
using Confd.Following;
using Confd.GoTemplate;
using Microsoft.Extensions.Logging;

namespace Confd.Engine.Running;

/// <summary>Follows a source of flags and reports the resources that have to be processed when they change.</summary>
internal sealed partial class FlagWatcher(
    IFlagSource source,
    IReadOnlyList<ActiveResource> resources,
    EngineOptions options,
    RunContext context,
    ChannelWriter<ChangeNotice> notices)
    : IFollowedSource<bool>
{
    private readonly ILogger _logger = context.Logger;

    /// <summary>Runs until cancelled. The resources' backends report them at the start.</summary>
    /// <exception cref="OperationCanceledException">The watch is to end.</exception>
    public Task RunAsync(CancellationToken stop) =>
        new ChangeFollower<bool>(this, WatchOptions.Create(options, context.Clock)).RunAsync(stop);

    /// <inheritdoc/>
    public Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IChangeWatch<bool>?>(new Watch(source));

    /// <summary>Nothing: a cycle reads the flags when it needs them.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task ApplyAsync(bool change, CancellationToken cancellationToken)
    {
        notices.TryWrite(new ChangeNotice(resources, ChangeKind.Change));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public bool Merge(bool earlier, bool later) => true;

    /// <inheritdoc/>
    public void OnState(FollowState state)
    {
        if (state.Failure is { } failure)
        {
            LogBroken(FailureText.Of(failure), DurationText.Format(state.Pause));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Watching flags failed: {Reason}; trying again in {Pause}")]
    private partial void LogBroken(ErrorText reason, string pause);

    private sealed class Watch(IFlagSource source) : IChangeWatch<bool>
    {
        public async Task<bool> WaitForChangeAsync(CancellationToken cancellationToken)
        {
            await source.WaitForChangeAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        // The source is shared, and closed by whoever opened it.
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
