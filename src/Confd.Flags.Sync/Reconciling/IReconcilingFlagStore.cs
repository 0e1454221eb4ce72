using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>A store that a <see cref="FlagSync"/> can keep equal to a source, beside others that do the same.</summary>
/// <remarks>
/// Every method fails with <see cref="FlagStoreException"/> where the store cannot be read or written. Safe to share between threads.
/// </remarks>
public interface IReconcilingFlagStore : IFlagStore
{
    /// <summary>What people call the store, such as its table's name.</summary>
    string Table { get; }

    /// <summary>Reads everything that a sync compares with its source.</summary>
    Task<SeenTable> SeeAsync(CancellationToken cancellationToken);

    /// <summary>Looks whether the store is still what it was: cheap enough to be done every minute.</summary>
    /// <param name="filled">A kind that has items; null: none has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<TableLook> LookAsync(DataKind? filled, CancellationToken cancellationToken);

    /// <summary>Reads which rows of a kind there are, a few at a time: cheap enough to be done every minute.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="after">Begins behind this key; empty for the first row.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<TableSlice> ListAsync(DataKind kind, string after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the store equal to a data set: only what differs is written, each item under the condition that it is still the one that was
    /// seen. Sets the mark of an initialised store, unless an item is refused. Tombstones stay.
    /// </summary>
    /// <param name="data">All there is in the source, as it was read after <paramref name="seen"/>, or where the two agree on what there is
    /// and nothing stored is newer: it replaces higher versions too, and what it lacks is removed.</param>
    /// <param name="seen">What was stored, by kind.</param>
    /// <param name="cancellationToken">Ends it between two writes.</param>
    Task<Reconciliation> ReconcileAsync(
        FlagDataSet data,
        IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen,
        CancellationToken cancellationToken);

    /// <summary>Sets the mark of an initialised store: what kept it from being set has passed.</summary>
    Task SetMarkAsync(CancellationToken cancellationToken);

    /// <summary>Removes the tombstones that are old enough, and notes the time for those that have none yet.</summary>
    /// <param name="seen">What the store had.</param>
    /// <param name="data">What the source has; what it has a tombstone of itself is left to it.</param>
    /// <param name="age">How old a tombstone becomes.</param>
    /// <param name="cancellationToken">Ends it between two writes.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PurgeTombstonesAsync(SeenTable seen, FlagDataSet data, TimeSpan age, CancellationToken cancellationToken);

    /// <summary>Removes what writers left behind that ended before they had finished, where it is so old that none is at work on it any
    /// more.</summary>
    /// <returns>How many rows were removed.</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);

    /// <summary>Reads which source a sync fills this store from; null where no sync has said so.</summary>
    Task<FlagTableSource?> GetSourceAsync(CancellationToken cancellationToken);

    /// <summary>Writes which source fills this store, unless another one than expected does by now: <see cref="FlagTableSource.IsOf"/>
    /// tells.</summary>
    /// <param name="origin">The source.</param>
    /// <param name="replaced">What was read of the source that may be replaced; null: none but the same.</param>
    /// <param name="syncedOn">When the store was made equal to it; null: not yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False where another one has been written in the meantime; it stays.</returns>
    Task<bool> PutSourceAsync(
        SyncOrigin origin, FlagTableSource? replaced, DateTimeOffset? syncedOn, CancellationToken cancellationToken);
}
