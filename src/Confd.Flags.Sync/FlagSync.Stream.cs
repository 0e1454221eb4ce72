using Confd.Flags.Sync.LaunchDarkly;
using Confd.Following;

namespace Confd.Flags.Sync;

/// <content>Syncs from the service's stream.</content>
public sealed partial class FlagSync
{
    // Checks the table, of whose state the stream has no information. A table that must be filled again needs a new connection, which
    // starts with all data.
    private async Task CheckWhileConnectedAsync(StreamWatch stream)
    {
        try
        {
            do
            {
                await _outsideFailure.WaitAsync(_options.ProbeInterval, _options.Clock, stream.Broken).ConfigureAwait(false);
            }
            while (!await _reconciler.ProbeAsync(stream.Broken).ConfigureAwait(false) && !IsFullCheckDue);
        }
        catch (OperationCanceledException) when (stream.Broken.IsCancellationRequested)
        {
            return;
        }
        catch
        {
            // Any failure: the follower gets it, and handles it by its rule.
            await stream.BreakAsync().ConfigureAwait(false);
            throw;
        }

        await stream.BreakAsync().ConfigureAwait(false);
    }

    /// <summary>Follows the stream, and checks the table meanwhile.</summary>
    /// <param name="sync">Its owner.</param>
    /// <param name="service">The service.</param>
    /// <param name="writing">Cancels writes, a little after the stream.</param>
    private sealed class StreamSource(FlagSync sync, LaunchDarklyClient service, CancellationToken writing)
        : IFollowedSource<StreamMessage>
    {
        private readonly TableFill _table = new(sync._store, cache: null, sync._reconciler, service);
        private CheckedWatch? _watch;

        public async Task<IChangeWatch<StreamMessage>?> OpenWatchAsync(CancellationToken cancellationToken)
        {
            // Read before connecting: the first data of the stream is then newer than everything read here.
            _watch = null;
            sync._outsideFailure.Clear();
            await _table.ReadSnapshotAsync(cancellationToken).ConfigureAwait(false);
            var stream = await StreamWatch.OpenAsync(service, cancellationToken).ConfigureAwait(false);
            return _watch = new CheckedWatch(sync, stream, cancellationToken);
        }

        /// <summary>Applies the first data of the stream; may be repeated.</summary>
        public Task ReadAsync(CancellationToken cancellationToken) =>
            _watch?.Stream.ApplyFirstAsync(first => ApplyAsync(first, cancellationToken)) ?? Task.CompletedTask;

        public async Task ApplyAsync(StreamMessage change, CancellationToken cancellationToken)
        {
            if (change.All is not { } all)
            {
                await _table.UpsertAsync(change, writing).ConfigureAwait(false);
                return;
            }

            if (!await _table.PutAsync(all, writing).ConfigureAwait(false))
            {
                // Another connection, made after another reading of the table, resolves the conflict; but at most one in this time.
                await Task.Delay(sync._options.FirstRetryDelay, sync._options.Clock, cancellationToken).ConfigureAwait(false);
                throw new WatchExpiredException();
            }

            _watch?.StartChecking();
        }

        public void OnState(FollowState state) => sync.OnFollowState(state);

        public bool IsPermanent(Exception failure) => FlagSync.IsPermanent(failure);
    }

    /// <summary>A connection that ends where the table must be filled again.</summary>
    private sealed class CheckedWatch(FlagSync sync, StreamWatch stream, CancellationToken stop) : IChangeWatch<StreamMessage>
    {
        private Task? _looking;

        public StreamWatch Stream => stream;

        public void StartChecking() => _looking ??= sync.CheckWhileConnectedAsync(stream);

        public async Task<StreamMessage> WaitForChangeAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await stream.WaitForChangeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or LaunchDarklyException or IOException
                && stream.Broken.IsCancellationRequested
                && !stop.IsCancellationRequested)
            {
                await _looking!.ConfigureAwait(false);
                throw new WatchExpiredException();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stream.BreakAsync().ConfigureAwait(false);
            if (_looking is not null)
            {
                await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
