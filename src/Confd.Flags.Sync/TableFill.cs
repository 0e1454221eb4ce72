using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync;

/// <summary>Brings what LaunchDarkly sends into a table that others read and fill too. What was seen of the table before a connection was
/// made is good for one attempt: whoever comes later may meet what others have written since.</summary>
/// <param name="table">The table.</param>
/// <param name="cache">In front of it; null: none. Has to know what is written.</param>
/// <param name="reconciler">Decides what may be written.</param>
/// <param name="service">Who sends it.</param>
internal sealed class TableFill(
    IReconcilingFlagStore table, CachedFlagStore? cache, TableReconciler reconciler, LaunchDarklyClient service)
{
    private SeenTable? _seen;

    /// <summary>Looks at the table before a connection is made: what comes first on it is newer then.</summary>
    public async Task SeeAsync(CancellationToken cancellationToken) =>
        _seen = await table.SeeAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Makes the table equal to all there is, unless that would remove too much.</summary>
    /// <returns>False where the table, which was seen later, disagrees: nothing was written.</returns>
    /// <exception cref="FlagSourceDiffersException">The table is filled from another source.</exception>
    /// <exception cref="FlagStoreException">The table cannot be read or written.</exception>
    public async Task<bool> PutAsync(FlagDataSet all, CancellationToken cancellationToken)
    {
        var order = _seen is null ? ReconcileOrder.SourceThenStore : ReconcileOrder.StoreThenSource;
        var seen = _seen ?? await table.SeeAsync(cancellationToken).ConfigureAwait(false);
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
