using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.Sync;

/// <summary>Brings all that a stream sends at once into a table. What was seen of the table before the connection was made is good for one
/// attempt: whoever comes later may meet what others have written since.</summary>
internal sealed class StreamedPut(IReconcilingFlagStore store, TableReconciler reconciler)
{
    private SeenTable? _seen;

    /// <summary>Looks at the table before a connection is made: what comes first on it is newer then.</summary>
    public async Task SeeAsync(CancellationToken cancellationToken) =>
        _seen = await store.SeeAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Makes the table equal to what was sent.</summary>
    /// <inheritdoc cref="TableReconciler.ReconcileAsync"/>
    public async Task<bool> ReconcileAsync(SyncOrigin origin, FlagDataSet all, CancellationToken cancellationToken)
    {
        var order = _seen is null ? ReconcileOrder.SourceThenStore : ReconcileOrder.StoreThenSource;
        var seen = _seen ?? await store.SeeAsync(cancellationToken).ConfigureAwait(false);
        _seen = null;
        return await reconciler.ReconcileAsync(origin, all, seen, order, cancellationToken).ConfigureAwait(false);
    }
}
