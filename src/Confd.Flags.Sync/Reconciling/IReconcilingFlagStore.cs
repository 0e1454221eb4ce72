using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;

namespace Confd.Flags.Sync.Reconciling;

/// <summary>A store that a <see cref="FlagSync"/> can keep equal to a source, concurrently with other syncs.</summary>
/// <remarks>
/// Every method throws <see cref="FlagStoreException"/> where the store cannot be read or written. Thread-safe.
/// </remarks>
public interface IReconcilingFlagStore : IFlagStore
{
    /// <summary>The store's name in messages, such as its table's name.</summary>
    string Table { get; }

    /// <summary>Reads the items that a sync compares with its source.</summary>
    Task<TableSnapshot> ReadSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>Checks whether the store is still as it was left: cheap enough for every minute.</summary>
    /// <param name="filled">A kind that has items; null: none has.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    Task<TableProbe> ProbeAsync(DataKind? filled, CancellationToken cancellationToken);

    /// <summary>Lists rows of a kind, a few at a time: cheap enough for every minute.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="after">The key to start after; empty for the first row.</param>
    /// <param name="limit">The maximum number of rows.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    Task<TableSlice> ListAsync(DataKind kind, string after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the store equal to a data set: writes only differences, each item under the condition that it is still the one that was read.
    /// Marks the store as initialized, unless an item is rejected. Tombstones stay.
    /// </summary>
    /// <param name="data">The whole data of the source, which was read after <paramref name="seen"/>, or where both agree on the existing
    /// items and nothing stored is newer: it replaces higher versions too, and stored items that it lacks are removed.</param>
    /// <param name="seen">The stored items that were read, by kind.</param>
    /// <param name="cancellationToken">Cancels it between two writes.</param>
    Task<Reconciliation> ReconcileAsync(
        FlagDataSet data,
        IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen,
        CancellationToken cancellationToken);

    /// <summary>Marks the store as initialized, once the reason for not marking it has passed.</summary>
    Task MarkInitializedAsync(CancellationToken cancellationToken);

    /// <summary>Removes tombstones that are old enough, and records the time for those that have none yet.</summary>
    /// <param name="seen">The stored items that were read.</param>
    /// <param name="data">The data of the source; items of which it has a tombstone itself are skipped.</param>
    /// <param name="age">The maximum age of a tombstone.</param>
    /// <param name="cancellationToken">Cancels it between two writes.</param>
    /// <returns>The number of removed tombstones.</returns>
    Task<int> PurgeTombstonesAsync(TableSnapshot seen, FlagDataSet data, TimeSpan age, CancellationToken cancellationToken);

    /// <summary>Removes rows that unfinished writes left behind, and that are too old to belong to a write in progress.</summary>
    /// <returns>The number of removed rows.</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);

    /// <summary>Reads the source from which a sync fills this store; null where no sync has written it.</summary>
    Task<FlagTableSource?> GetSourceAsync(CancellationToken cancellationToken);

    /// <summary>Writes the source that fills this store, unless another one than expected does by now, as determined by <see
    /// cref="FlagTableSource.IsOf"/>.</summary>
    /// <param name="origin">The source.</param>
    /// <param name="replaced">The source that was read and may be replaced; null: only the same source.</param>
    /// <param name="syncedOn">When the store was made equal to it; null: not yet.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>False where another one has been written meanwhile; it stays.</returns>
    Task<bool> PutSourceAsync(
        SyncOrigin origin, FlagTableSource? replaced, DateTimeOffset? syncedOn, CancellationToken cancellationToken);
}
