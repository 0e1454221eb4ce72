using System.Diagnostics.CodeAnalysis;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.Following;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Sync;

/// <summary>Keeps a flag table equal to LaunchDarkly's data: by a stream, by polling, or once.</summary>
/// <remarks>
/// <para>
/// Any number of these may serve one table, from one source. Only differences are written, and each row under the condition that no one has
/// written something newer: whoever is behind changes nothing. Methods may be called from several threads; of polls and single runs
/// one is done at a time.
/// </para>
/// <para>
/// A row of the table names the source; another source is refused with <see cref="FlagSourceDiffersException"/>. An answer that would
/// remove everything, or more than half of 20 or more, is not applied: the loops go on with what there is, single runs fail with
/// <see cref="FlagRemovalRefusedException"/>. <see cref="FlagSyncOptions"/> allows either.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "This semaphore holds no handle, and who waits for it gets its turn.")]
public sealed partial class FlagSync : IFlagChangeSource
{
    private readonly IReconcilingFlagStore _store;
    private readonly FlagSyncOptions _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly SyncHealth _health;
    private readonly TableReconciler _reconciler;
    private readonly FlagWatches _watches = new();

    /// <summary>Makes a sync; nothing is read or written yet.</summary>
    /// <param name="store">The table. Stays the caller's.</param>
    /// <param name="options">Times, and what it may do.</param>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    public FlagSync(IReconcilingFlagStore store, FlagSyncOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options ?? new FlagSyncOptions();
        _options.Validate();
        _logger = _options.Logger ?? NullLogger.Instance;
        _health = new SyncHealth(_options.Clock) { ReconnectTime = _options.ReconnectTime, LookInterval = _options.LookInterval };
        _reconciler = new TableReconciler(store, _options, _health, _logger, _options.Metrics, _watches.Raise);
    }

    /// <summary>Tells when something was written. A <c>FlagClient</c> of the same process, with this as its <c>Changes</c>, sees it at
    /// once.</summary>
    public Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IChangeWatch<StoredChanges>?>(_watches.Open());

    /// <summary>How it is doing.</summary>
    public FlagSyncState State => _health.State;

    /// <summary>Follows the stream until it is stopped, and connects again whenever it breaks or everything has to be compared
    /// again.</summary>
    /// <exception cref="LaunchDarklyException">The service refuses for good.</exception>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    public Task RunStreamAsync(LaunchDarklyClient service, CancellationToken stop) =>
        RunAsync(writing => new StreamSource(this, service, writing), stop);

    /// <summary>Asks for changes at every interval until it is stopped.</summary>
    /// <exception cref="LaunchDarklyException">The service refuses for good.</exception>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    public Task RunPollingAsync(LaunchDarklyClient service, CancellationToken stop) => RunRepeatedlyAsync(
        async (need, writing) =>
        {
            if (need == FlagSyncNeed.Everything)
            {
                service.Forget();
            }

            await FetchAndReconcileAsync(service, writing).ConfigureAwait(false);
        },
        stop);

    /// <summary>Does the same at every interval until it is stopped; what fails is logged and tried again after a wait that
    /// grows.</summary>
    /// <param name="syncOnce">Calls a method of this instance. Its token ends a little after <paramref name="stop"/>.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    public Task RunRepeatedlyAsync(Func<FlagSyncNeed, CancellationToken, Task> syncOnce, CancellationToken stop) =>
        RunAsync(writing => new RepeatedSync(this, syncOnce, writing), stop);

    /// <summary>Fetches what has changed since the last call, if anything, and makes the table equal to it.</summary>
    /// <exception cref="LaunchDarklyException">The service cannot be reached or refuses.</exception>
    /// <exception cref="FlagDataException">Its answer is no flag data.</exception>
    /// <exception cref="FlagRemovalRefusedException">Its answer would remove everything, or most.</exception>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    /// <exception cref="FlagStoreException">The table cannot be read or written, or cannot hold an item; then all others were
    /// written.</exception>
    public async Task SyncAsync(LaunchDarklyClient service, CancellationToken cancellationToken = default)
    {
        await FetchAndReconcileAsync(service, cancellationToken).ConfigureAwait(false);
        ThrowIfRefused();
    }

    /// <summary>Makes the table equal to data that is read after the table, such as a file.</summary>
    /// <exception cref="FlagRemovalRefusedException">The data would remove everything, or most.</exception>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    /// <exception cref="FlagStoreException">The table cannot be read or written, or cannot hold an item; then all others were
    /// written.</exception>
    public async Task SyncAsync(Func<CancellationToken, Task<FlagDataSet>> read, CancellationToken cancellationToken = default)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var seen = await _store.SeeAsync(cancellationToken).ConfigureAwait(false);
            var data = await read(cancellationToken).ConfigureAwait(false);
            await _reconciler.ReconcileAsync(
                SyncOrigin.File, data, seen, ReconcileOrder.StoreThenSource, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }

        ThrowIfRefused();
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
            // What was fetched has not reached the table: the next time it has to come again.
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
        var seen = await _store.SeeAsync(cancellationToken).ConfigureAwait(false);
        var isDone = await _reconciler.ReconcileAsync(
            service.Origin, data, seen, ReconcileOrder.SourceThenStore, cancellationToken).ConfigureAwait(false);
        if (!isDone)
        {
            // Either the answer was overtaken or the table is wrong; a second answer, newer than what was seen, tells which.
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
