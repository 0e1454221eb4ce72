using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.Sync.Stores;

/// <summary>Fills a table that others read and fill too as a <see cref="FlagSync"/> does: of its own source only, never emptied by mistake,
/// and written where it differs.</summary>
internal sealed class TableFill
{
    private readonly IReconcilingFlagStore _table;
    private readonly CachedFlagStore? _cache;
    private readonly SyncOrigin _origin;
    private readonly TableReconciler _reconciler;

    // Good for one attempt at what a stream sends first.
    private SeenTable? _seen;

    private TableFill(
        IReconcilingFlagStore table, CachedFlagStore? cache, SyncOrigin origin, LaunchDarklyStoreOptions options, ILogger logger)
    {
        (_table, _cache, _origin) = (table, cache, origin);
        var asked = new FlagSyncOptions
        {
            AllowEmpty = options.AllowEmpty,
            TakeOver = options.TakeOver,
            Clock = options.Clock,
            Logger = logger,
        };
        _reconciler = new TableReconciler(table, asked, new SyncHealth(asked), logger, changed: () => { });
    }

    /// <summary>Null where the store is none that several fill, or a cache that goes on without its table: then all is written as it
    /// comes.</summary>
    public static TableFill? Of(IFlagStore store, SyncOrigin origin, LaunchDarklyStoreOptions options, ILogger logger)
    {
        var cache = store as CachedFlagStore;
        return cache?.WritesLater != true && (cache?.Store ?? store) is IReconcilingFlagStore table
            ? new TableFill(table, cache, origin, options, logger)
            : null;
    }

    /// <summary>Looks at the table before a connection is made: what comes first on it is newer then.</summary>
    public async Task SeeAsync(CancellationToken cancellationToken) =>
        _seen = await _table.SeeAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>True where changes of single items are left out, since what came before them was.</summary>
    public bool HoldsBack(StreamMessage change) => _reconciler.HoldsBack(change);

    /// <summary>Makes the table equal to all there is.</summary>
    /// <returns>False where the table, which was seen later, disagrees: nothing was written.</returns>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    /// <exception cref="FlagItemRefusedException">The table cannot hold an item; all others were written.</exception>
    public async Task<bool> PutAsync(FlagDataSet all, CancellationToken cancellationToken)
    {
        var order = _seen is null ? ReconcileOrder.SourceThenStore : ReconcileOrder.StoreThenSource;
        var seen = _seen ?? await _table.SeeAsync(cancellationToken).ConfigureAwait(false);
        _seen = null;
        try
        {
            if (!await _reconciler.ReconcileAsync(_origin, all, seen, order, cancellationToken).ConfigureAwait(false))
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
