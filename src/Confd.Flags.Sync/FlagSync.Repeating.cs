using Confd.Flags.Sync.Reconciling;
using Confd.Following;

namespace Confd.Flags.Sync;

/// <content>At every interval.</content>
public sealed partial class FlagSync
{
    /// <summary>Waits for the next time, and looks at the table in between.</summary>
    /// <returns>True where the table needs everything anew; then the wait ends early.</returns>
    private async Task<bool> WaitAndLookAsync(CancellationToken stop)
    {
        var started = _options.Clock.GetTimestamp();
        while (true)
        {
            var left = _options.PollInterval - _options.Clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            var untilLook = _options.LookInterval - _health.SinceLook;
            var wait = untilLook < left ? untilLook : left;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _options.Clock, stop).ConfigureAwait(false);
            }

            if (_health.SinceLook >= _options.LookInterval && await _reconciler.LookAsync(stop).ConfigureAwait(false))
            {
                return true;
            }
        }
    }

    /// <summary>What is done at every interval, and earlier where the table needs it.</summary>
    /// <param name="sync">Its owner.</param>
    /// <param name="syncOnce">Does it.</param>
    /// <param name="writing">Ends writes, a little after the waits.</param>
    private sealed class RepeatedSync(FlagSync sync, Func<FlagSyncNeed, CancellationToken, Task> syncOnce, CancellationToken writing)
        : IFollowedSource<FlagSyncNeed>
    {
        private FlagSyncNeed _need = FlagSyncNeed.Changes;

        public Task<IChangeWatch<FlagSyncNeed>?> OpenWatchAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IChangeWatch<FlagSyncNeed>?>(new Interval(sync));

        public async Task ReadAsync(CancellationToken cancellationToken)
        {
            try
            {
                await syncOnce(sync.IsFullCheckDue ? FlagSyncNeed.Everything : _need, writing).ConfigureAwait(false);
                sync._health.SourceAnswered();
            }
            catch (FlagRemovalRefusedException exception)
            {
                sync._reconciler.Refused(exception);
            }
        }

        public Task ApplyAsync(FlagSyncNeed change, CancellationToken cancellationToken)
        {
            _need = change;
            return ReadAsync(cancellationToken);
        }

        public void OnState(FollowState state) => sync.Tell(state);

        public bool IsFinal(Exception failure) => FlagSync.IsFinal(failure);
    }

    /// <summary>The time, and the table.</summary>
    private sealed class Interval(FlagSync sync) : IChangeWatch<FlagSyncNeed>
    {
        public async Task<FlagSyncNeed> WaitForChangeAsync(CancellationToken cancellationToken) =>
            await sync.WaitAndLookAsync(cancellationToken).ConfigureAwait(false) ? FlagSyncNeed.Everything : FlagSyncNeed.Changes;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
