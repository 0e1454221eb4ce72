namespace Confd.Flags.Storage;

/// <summary>A store that also returns items that it has and cannot read: a client keeps its last readable version of such an
/// item.</summary>
/// <remarks>The methods of <see cref="IFlagStore"/> treat such items as missing.</remarks>
public interface IUnreadableItemStore
{
    /// <summary>As <see cref="IFlagStore.GetAsync"/>; items that cannot be read are marked <see
    /// cref="VersionedItem.IsUnreadable"/>.</summary>
    Task<VersionedItem?> FindAsync(DataKind kind, string key, CancellationToken cancellationToken);

    /// <summary>As <see cref="IFlagStore.GetAllAsync"/>; items that cannot be read are marked <see
    /// cref="VersionedItem.IsUnreadable"/>.</summary>
    Task<IReadOnlyDictionary<string, VersionedItem>> FindAllAsync(DataKind kind, CancellationToken cancellationToken);
}
