using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync.Stores;

/// <summary>Fills a table that others read and fill too as a <see cref="FlagSync"/> does: of its own source only, never emptied by mistake,
/// and written where it differs.</summary>
internal sealed class TableFill
{
    private readonly CachedFlagStore? _cache;
    private readonly LaunchDarklyClient _service;
    private readonly TableReconciler _reconciler;
    private readonly StreamedPut _put;

    private TableFill(
        IReconcilingFlagStore table,
        CachedFlagStore? cache,
        LaunchDarklyClient service,
        LaunchDarklyStoreOptions options,
        ILogger logger)
    {
        (_cache, _service) = (cache, service);
        var asked = new FlagSyncOptions
        {
            AllowEmpty = options.AllowEmpty,
            TakeOver = options.TakeOver,
            Clock = options.Clock,
            Logger = logger,
        };
        _reconciler = new TableReconciler(table, asked, new SyncHealth(asked), logger, changed: () => { });
        _put = new StreamedPut(table, _reconciler);
    }

    /// <summary>Null where the store is none that several fill, or a cache that goes on without its table: then all is written as it
    /// comes.</summary>
    public static TableFill? Of(IFlagStore store, LaunchDarklyClient service, LaunchDarklyStoreOptions options, ILogger logger)
    {
        var cache = store as CachedFlagStore;
        return cache?.WritesLater != true && (cache?.Store ?? store) is IReconcilingFlagStore table
            ? new TableFill(table, cache, service, options, logger)
            : null;
    }

    /// <inheritdoc cref="StreamedPut.SeeAsync"/>
    public Task SeeAsync(CancellationToken cancellationToken) => _put.SeeAsync(cancellationToken);

    /// <summary>True where changes of single items are left out, since what came before them was.</summary>
    public bool HoldsBack(StreamMessage change) => _reconciler.HoldsBack(change);

    /// <summary>Makes the table equal to all there is.</summary>
    /// <returns>False where the table, which was seen later, disagrees: nothing was written.</returns>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    /// <exception cref="FlagItemRefusedException">The table cannot hold an item; all others were written.</exception>
    public async Task<bool> PutAsync(FlagDataSet all, CancellationToken cancellationToken)
    {
        try
        {
            if (!await _put.ReconcileAsync(_service.Origin, all, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (FlagRemovalRefusedException refused)
        {
            _reconciler.Refused(refused);
            return true;
        }

        if (_cache is not null)
        {
            await _cache.ReadAgainAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
