namespace Confd.Flags.Storage;

/// <summary>Operations on any store, built on its contract.</summary>
public static class FlagStoreExtensions
{
    /// <summary>Deletes an item by writing a tombstone; an unknown key gets one too.</summary>
    /// <returns>False, and nothing is changed, where the stored version is the same or higher.</returns>
    public static Task<bool> DeleteAsync(
        this IFlagStore store, DataKind kind, string key, long version, CancellationToken cancellationToken = default) =>
        store.UpsertAsync(kind, key, VersionedItem.Tombstone(version), cancellationToken);

    /// <summary>Reads one item; null if the store does not have it or it was deleted.</summary>
    public static async Task<VersionedItem?> GetLiveAsync(
        this IFlagStore store, DataKind kind, string key, CancellationToken cancellationToken = default) =>
        await store.GetAsync(kind, key, cancellationToken).ConfigureAwait(false) is { IsDeleted: false } item ? item : null;

    /// <summary>Reads all items of a kind that are not deleted, by key.</summary>
    public static async Task<IReadOnlyDictionary<string, VersionedItem>> GetAllLiveAsync(
        this IFlagStore store, DataKind kind, CancellationToken cancellationToken = default)
    {
        var all = await store.GetAllAsync(kind, cancellationToken).ConfigureAwait(false);
        return all.Where(pair => !pair.Value.IsDeleted).ToDictionary(StringComparer.Ordinal);
    }
}
