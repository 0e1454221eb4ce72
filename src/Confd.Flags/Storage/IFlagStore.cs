namespace Confd.Flags.Storage;

/// <summary>Versioned items by kind and key: what LaunchDarkly's SDKs call a feature store or persistent data store.</summary>
/// <remarks>
/// <para>Kinds and items are opaque. Safe to share between threads; many processes may use one store at the same time.</para>
/// <para>
/// Every method but <see cref="IsAvailableAsync"/> throws <see cref="FlagStoreException"/> where the store cannot be used, with a
/// message that names the place and what to do, and <see cref="OperationCanceledException"/> when cancelled; where
/// an attempt had failed before that, the former may tell of it.
/// </para>
/// </remarks>
public interface IFlagStore : IAsyncDisposable
{
    /// <summary>Replaces the items of every kind of the data set, whatever versions are stored, and marks the store as
    /// initialised.</summary>
    /// <remarks>
    /// Not atomic, but never a moment without data: a reader sees each item in its old or its new version. Items that are not in
    /// the data set are removed after everything was written, tombstones as well; the mark comes last.
    /// </remarks>
    /// <exception cref="FlagStoreException">
    /// Something could not be written. What was written stays; no mark was set and nothing that was stored before was removed.
    /// </exception>
    Task InitAsync(FlagDataSet data, CancellationToken cancellationToken);

    /// <summary>Reads one item.</summary>
    /// <returns>The item, a tombstone if it was deleted, or null if the store has never seen the key.</returns>
    Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken);

    /// <summary>Reads all items of a kind, tombstones included.</summary>
    /// <returns>Items by key; empty if there are none. The answer is a snapshot of the caller's own.</returns>
    Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken);

    /// <summary>Writes an item if the key is unknown or its stored version, a tombstone's too, is lower.</summary>
    /// <returns>False, and nothing is changed, where the stored version is the same or higher.</returns>
    /// <exception cref="FlagItemRefusedException">The store cannot hold the item: it is too large, say. The stored one stays.</exception>
    Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken);

    /// <summary>Answers whether anyone, in this process or another, has ever completed <see cref="InitAsync"/>.</summary>
    Task<bool> InitializedAsync(CancellationToken cancellationToken);

    /// <summary>Answers whether the store can be used now, whatever is in it. An unreachable store is an answer, not an
    /// exception.</summary>
    Task<bool> IsAvailableAsync(CancellationToken cancellationToken);
}
