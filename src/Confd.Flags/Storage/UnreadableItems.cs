namespace Confd.Flags.Storage;

/// <summary>Reads stores, with the items that they have and cannot read where they tell of them.</summary>
internal static class UnreadableItems
{
    /// <summary>As <see cref="IUnreadableItemStore.FindAsync"/>, on any store.</summary>
    public static Task<VersionedItem?> FindAsync(IFlagStore store, DataKind kind, string key, CancellationToken cancellationToken) =>
        store is IUnreadableItemStore telling
            ? telling.FindAsync(kind, key, cancellationToken)
            : store.GetAsync(kind, key, cancellationToken);

    /// <summary>As <see cref="IUnreadableItemStore.FindAllAsync"/>, on any store.</summary>
    public static Task<IReadOnlyDictionary<string, VersionedItem>> FindAllAsync(
        IFlagStore store, DataKind kind, CancellationToken cancellationToken) => store is IUnreadableItemStore telling
            ? telling.FindAllAsync(kind, cancellationToken)
            : store.GetAllAsync(kind, cancellationToken);

    /// <summary>The items without those that cannot be read.</summary>
    public static IReadOnlyDictionary<string, VersionedItem> Without(IReadOnlyDictionary<string, VersionedItem> items) =>
        items.Values.Any(item => item.IsUnreadable)
            ? items.Where(item => !item.Value.IsUnreadable).ToDictionary(StringComparer.Ordinal)
            : items;
}
