using Confd.Flags.Sync.Reconciling;
using Confd.Following;

namespace Confd.Flags.Sync;

/// <content>Syncs at an interval.</content>
public sealed partial class FlagSync
{
    /// <summary>Waits for the interval, and checks the table meanwhile.</summary>
    /// <returns>True where the table must be filled again; then the wait ends early.</returns>
    private async Task<bool> WaitAndCheckAsync(CancellationToken stop)
    {
        var started = _options.Clock.GetTimestamp();
        while (true)
        {
            var left = _options.PollInterval - _options.Clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            var untilLook = _options.ProbeInterval - _health.SinceCheck;
            var wait = untilLook < left ? untilLook : left;
            if (wait > TimeSpan.Zero)
            {
                await _outsideFailure.WaitAsync(wait, _options.Clock, stop).ConfigureAwait(false);
            }

            if (_health.SinceCheck >= _options.ProbeInterval && await _reconciler.ProbeAsync(stop).ConfigureAwait(false))
            {
                return true;
            }
        }
    }

    /// <summary>Syncs at every interval, and earlier where the table needs it.</summary>
    /// <param name="sync">Its owner.</param>
    /// <param name="syncOnce">Syncs once.</param>
    /// <param name="writing">Cancels writes, a little after the waits.</param>
    private sealed class RepeatedSync(FlagSync sync, Func<FlagSyncNeed, CancellationToken, Task> syncOnce, CancellationToken writing)
        : IFollowedSource<FlagSyncNeed>
    {
        private FlagSyncNeed _need = FlagSyncNeed.Changes;

        public Task<IChangeWatch<FlagSyncNeed>?> OpenWatchAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IChangeWatch<FlagSyncNeed>?>(new Interval(sync));

        public async Task ReadAsync(CancellationToken cancellationToken)
        {
            sync._outsideFailure.Clear();
            sync._isInLoop.Value = true;
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

        public void OnState(FollowState state) => sync.OnFollowState(state);

        public bool IsPermanent(Exception failure) => FlagSync.IsPermanent(failure);
    }

    /// <summary>Waits for the interval, or for a table that needs a sync.</summary>
    private sealed class Interval(FlagSync sync) : IChangeWatch<FlagSyncNeed>
    {
        public async Task<FlagSyncNeed> WaitForChangeAsync(CancellationToken cancellationToken) =>
            await sync.WaitAndCheckAsync(cancellationToken).ConfigureAwait(false) ? FlagSyncNeed.Everything : FlagSyncNeed.Changes;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
