using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>The items of a snapshot, and the changes since.</summary>
/// <param name="before">The snapshot.</param>
internal sealed class HeldItems(FlagSnapshot before)
{
    private readonly Dictionary<ItemName, VersionedItem?> _changed = [];

    /// <summary>The changed items; null for those that are gone.</summary>
    public IReadOnlyDictionary<ItemName, VersionedItem?> Changed => _changed;

    /// <summary>The item as it is now; null if there is none.</summary>
    public VersionedItem? Find(ItemName name) =>
        _changed.TryGetValue(name, out var item) ? item : before.FindItem(name.Kind, name.Key);

    /// <summary>Replaces the held item by the one that was read, unless that cannot be parsed.</summary>
    public void Set(ItemName name, VersionedItem? item)
    {
        if (item is not { IsUnreadable: true } || Find(name) is null)
        {
            _changed[name] = item;
        }
    }

    /// <summary>Removes all held items that are not in a reading, which was made over these items.</summary>
    public void KeepOnly(StoredItems read)
    {
        foreach (var name in before.Items.Keys.Concat(_changed.Keys.ToList()))
        {
            if (!(name.Kind == DataKind.Features ? read.Flags : read.Segments).ContainsKey(name.Key))
            {
                _changed[name] = null;
            }
        }
    }

    /// <summary>Applies the reported change of an item.</summary>
    /// <returns>False where the item has to be read from the store: it was not reported, or its version would go down.</returns>
    public bool TryTake(ItemName name, StoredChange change)
    {
        var held = Find(name);
        var isTrue = change switch
        {
            { IsReported: false } => false,
            { Item.IsUnreadable: true } => true,
            { Item: null } => held is null or { IsDeleted: true },

            // It may have been removed before the reading.
            { MayBeOutdated: true } when held is null => false,
            { Item: { } told } => held is null or { IsUnreadable: true } || told.Version > held.Version || told.IsSame(held),
        };
        if (isTrue)
        {
            Set(name, change.Item);
        }

        return isTrue;
    }
}
