namespace Confd.Flags.Storage;

/// <summary>A store that also tells of items that it has and cannot read: a client that holds such an item goes on with it.</summary>
/// <remarks>To the methods of <see cref="IFlagStore"/> such items are none.</remarks>
public interface IUnreadableItemStore
{
    /// <summary>As <see cref="IFlagStore.GetAsync"/>; what cannot be read <see cref="VersionedItem.IsUnreadable"/>.</summary>
    Task<VersionedItem?> FindAsync(DataKind kind, string key, CancellationToken cancellationToken);

    /// <summary>As <see cref="IFlagStore.GetAllAsync"/>; what cannot be read <see cref="VersionedItem.IsUnreadable"/>.</summary>
    Task<IReadOnlyDictionary<string, VersionedItem>> FindAllAsync(DataKind kind, CancellationToken cancellationToken);
}
