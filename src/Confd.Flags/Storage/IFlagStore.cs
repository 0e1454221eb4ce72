namespace Confd.Flags.Storage;

/// <summary>Versioned items by kind and key: a feature store or persistent data store of LaunchDarkly's SDKs.</summary>
/// <remarks>
/// <para>Kinds and items are opaque. Thread-safe; many processes may use one store at the same time.</para>
/// <para>
/// Every method but <see cref="IsAvailableAsync"/> throws <see cref="FlagStoreException"/> where the store cannot be used, with a message
/// that states the place and what to do, and <see cref="OperationCanceledException"/> when cancelled; if an attempt had failed before the
/// cancellation, it may throw the former.
/// </para>
/// </remarks>
public interface IFlagStore : IAsyncDisposable
{
    /// <summary>Replaces the items of every kind of the data set, whatever versions are stored, and marks the store as
    /// initialized.</summary>
    /// <remarks>
    /// Not atomic, but at no time without data: a reader sees each item in its old or its new version. Items that are not in the data set
    /// are removed after everything was written, tombstones as well; the mark is written last.
    /// </remarks>
    /// <exception cref="FlagStoreException">
    /// Something could not be written. Items that were written stay; no mark was set, and no stored item was removed.
    /// </exception>
    Task InitAsync(FlagDataSet data, CancellationToken cancellationToken);

    /// <summary>Reads one item.</summary>
    /// <returns>The item, a tombstone if it was deleted, or null if the store never had the key.</returns>
    Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken);

    /// <summary>Reads all items of a kind, tombstones included.</summary>
    /// <returns>Items by key; empty if there are none. The result is a snapshot that belongs to the caller.</returns>
    Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken);

    /// <summary>Writes an item if the key is unknown or its stored version, also that of a tombstone, is lower.</summary>
    /// <returns>False, and nothing is changed, where the stored version is the same or higher.</returns>
    /// <exception cref="FlagItemRefusedException">The store cannot hold the item, for example because it is too large. The stored one
    /// stays.</exception>
    Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken);

    /// <summary>Returns whether any process has ever completed <see cref="InitAsync"/>.</summary>
    Task<bool> InitializedAsync(CancellationToken cancellationToken);

    /// <summary>Returns whether the store can be used now, whatever its contents. An unreachable store returns false and does not
    /// throw.</summary>
    Task<bool> IsAvailableAsync(CancellationToken cancellationToken);
}
