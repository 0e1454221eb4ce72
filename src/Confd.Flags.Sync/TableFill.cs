using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync;

/// <summary>Writes data from LaunchDarkly to a table that others read and fill too. A reading of the table from before a connection was
/// made is used for one attempt: a later one might conflict with newer writes of others.</summary>
/// <param name="table">The table.</param>
/// <param name="cache">The cache in front of it; null: none. It must be updated with each write.</param>
/// <param name="reconciler">Decides what may be written.</param>
/// <param name="service">The source.</param>
internal sealed class TableFill(
    IReconcilingFlagStore table, CachedFlagStore? cache, TableReconciler reconciler, LaunchDarklyClient service)
{
    private TableSnapshot? _seen;

    /// <summary>Reads the table before a connection is made: the connection's first data is newer then.</summary>
    public async Task ReadSnapshotAsync(CancellationToken cancellationToken) =>
        _seen = await table.ReadSnapshotAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Makes the table equal to the data, unless that would remove too much.</summary>
    /// <returns>False where the table, which was read later, disagrees: nothing was written.</returns>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    /// <exception cref="FlagStoreException">The table cannot be read or written.</exception>
    public async Task<bool> PutAsync(FlagDataSet all, CancellationToken cancellationToken)
    {
        var order = _seen is null ? ReconcileOrder.SourceThenStore : ReconcileOrder.StoreThenSource;
        var seen = _seen ?? await table.ReadSnapshotAsync(cancellationToken).ConfigureAwait(false);
        _seen = null;
        try
        {
            if (!await reconciler.ReconcileAsync(service.Origin, all, seen, order, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (FlagRemovalRefusedException refused)
        {
            reconciler.Refused(refused);
            return true;
        }

        if (cache is not null)
        {
            await cache.ReadAgainAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <inheritdoc cref="TableReconciler.UpsertAsync"/>
    public Task<bool> UpsertAsync(StreamMessage change, CancellationToken cancellationToken) =>
        reconciler.UpsertAsync(change, cache ?? (IFlagStore)table, cancellationToken);
}
