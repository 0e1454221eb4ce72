using System.Diagnostics.CodeAnalysis;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.Following;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync;

/// <summary>Keeps a flag table equal to LaunchDarkly's data: by a stream, by polling, or once.</summary>
/// <remarks>
/// <para>
/// Any number of these may serve one table, from one source. Only differences are written, and each row under the condition that nothing
/// newer was written: an instance with outdated data changes nothing. Thread-safe; polls and single runs are serialized.
/// </para>
/// <para>
/// A row of the table names the source; another source is rejected with <see cref="FlagSourceDiffersException"/>. Data that would remove
/// everything, or more than half of 20 or more items, is not applied: the loops continue with the stored items, single runs fail with <see
/// cref="FlagRemovalRefusedException"/>. <see cref="FlagSyncOptions"/> allows either.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "This semaphore holds no handle, and every waiter gets its turn.")]
public sealed partial class FlagSync : IFlagChangeSource
{
    private readonly IReconcilingFlagStore _store;
    private readonly FlagSyncOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly SyncHealth _health;
    private readonly TableReconciler _reconciler;
    private readonly FlagWatches _watches = new();

    /// <summary>Creates a sync; nothing is read or written yet.</summary>
    /// <param name="store">The table. Not disposed by the sync.</param>
    /// <param name="options">Intervals, and which changes it may make.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public FlagSync(IReconcilingFlagStore store, FlagSyncOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options ?? new FlagSyncOptions();
        _options.Validate();
        _logger = _options.Logger;
        _health = new SyncHealth(_options.Clock) { ReconnectTimeout = _options.ReconnectTimeout, ProbeInterval = _options.ProbeInterval };
        _reconciler = new TableReconciler(store, _options, _health, _logger, _options.Metrics, _watches.Raise);
    }

    /// <summary>Opens a watch that reports writes. A <c>FlagClient</c> of the same process, with this as its <c>Changes</c>, sees them
    /// immediately.</summary>
    public Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IChangeWatch<StoredChanges>?>(_watches.Open());

    /// <summary>The current state.</summary>
    public FlagSyncState State => _health.State;

    /// <summary>Follows the stream until it is cancelled, and reconnects whenever it breaks or everything has to be compared
    /// again.</summary>
    /// <exception cref="LaunchDarklyException">The service rejects requests permanently.</exception>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    public Task RunStreamAsync(LaunchDarklyClient service, CancellationToken cancellationToken = default) =>
        RunAsync(writing => new StreamSource(this, service, writing), cancellationToken);

    /// <summary>Polls for changes until it is cancelled.</summary>
    /// <exception cref="LaunchDarklyException">The service rejects requests permanently.</exception>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    public Task RunPollingAsync(LaunchDarklyClient service, CancellationToken cancellationToken = default) => RunRepeatedlyAsync(
        async (need, writing) =>
        {
            if (need == FlagSyncNeed.Everything)
            {
                service.Forget();
            }

            await FetchAndReconcileAsync(service, writing).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Runs a sync at every interval until it is cancelled; failures are logged and retried after increasing delays.</summary>
    /// <param name="syncOnce">Calls a method of this instance. Its token is cancelled a little after <paramref
    /// name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    public Task RunRepeatedlyAsync(Func<FlagSyncNeed, CancellationToken, Task> syncOnce, CancellationToken cancellationToken = default) =>
        RunAsync(writing => new RepeatedSync(this, syncOnce, writing), cancellationToken);

    /// <summary>Fetches the data if it has changed since the last call, and makes the table equal to it. A failure is part of
    /// <see cref="State"/>, and a loop that runs meanwhile handles it as its own: it tries again, or ends with it.</summary>
    /// <exception cref="LaunchDarklyException">The service cannot be reached or rejects the request.</exception>
    /// <exception cref="FlagDataException">Its response is not flag data.</exception>
    /// <exception cref="FlagRemovalRefusedException">The data would remove everything, or most.</exception>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    /// <exception cref="FlagStoreException">The table cannot be read or written, or cannot hold an item; then all others were
    /// written.</exception>
    public async Task SyncAsync(LaunchDarklyClient service, CancellationToken cancellationToken = default)
    {
        await ReportingAsync(FetchAndReconcileAsync(service, cancellationToken), cancellationToken).ConfigureAwait(false);
        ThrowIfRefused();
    }

    /// <summary>Makes the table equal to data that is read after the table, such as a file. A failure is part of <see cref="State"/>, and
    /// a loop that runs meanwhile handles it as its own.</summary>
    /// <exception cref="FlagRemovalRefusedException">The data would remove everything, or most.</exception>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    /// <exception cref="FlagStoreException">The table cannot be read or written, or cannot hold an item; then all others were
    /// written.</exception>
    public async Task SyncAsync(Func<CancellationToken, Task<FlagDataSet>> read, CancellationToken cancellationToken = default)
    {
        await ReportingAsync(ReadAndReconcileAsync(read, cancellationToken), cancellationToken).ConfigureAwait(false);
        ThrowIfRefused();
    }

    private async Task ReadAndReconcileAsync(Func<CancellationToken, Task<FlagDataSet>> read, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var seen = await _store.ReadSnapshotAsync(cancellationToken).ConfigureAwait(false);
            var data = await read(cancellationToken).ConfigureAwait(false);
            await _reconciler.ReconcileAsync(
                SyncOrigin.File, data, seen, ReconcileOrder.StoreThenSource, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task FetchAndReconcileAsync(LaunchDarklyClient service, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await service.GetAllIfChangedAsync(cancellationToken).ConfigureAwait(false) is { } data)
            {
                await ReconcileFetchedAsync(service, data, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // The fetched data has not reached the table: it has to be fetched again next time.
            service.Forget();
            throw;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task ReconcileFetchedAsync(LaunchDarklyClient service, FlagDataSet data, CancellationToken cancellationToken)
    {
        var seen = await _store.ReadSnapshotAsync(cancellationToken).ConfigureAwait(false);
        var isDone = await _reconciler.ReconcileAsync(
            service.Origin, data, seen, ReconcileOrder.SourceThenStore, cancellationToken).ConfigureAwait(false);
        if (!isDone)
        {
            // Either the data is outdated or the table is wrong; newer data, fetched after the table was read, resolves that.
            data = await service.GetAllAsync(cancellationToken).ConfigureAwait(false);
            await _reconciler.ReconcileAsync(
                service.Origin, data, seen, ReconcileOrder.StoreThenSource, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsFullCheckDue => _reconciler.SinceCompared >= _options.FullInterval;

    private void ThrowIfRefused()
    {
        if (_health.RefusedItem is { } exception)
        {
            throw exception;
        }
    }
}
