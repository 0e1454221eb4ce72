using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>The items of a snapshot, and the changes since.</summary>
/// <param name="before">The snapshot.</param>
internal sealed class HeldItems(FlagSnapshot before)
{
    private readonly Dictionary<ItemName, VersionedItem?> _changed = [];
    private readonly Dictionary<ItemName, VersionedItem?> _refused = [];

    /// <summary>The changed items, null for those that are gone; then those that are stored now and cannot be read.</summary>
    public IEnumerable<KeyValuePair<ItemName, VersionedItem?>> Changed => _changed.Concat(_refused);

    /// <summary>The item as it is now; null if there is none.</summary>
    public VersionedItem? Find(ItemName name) =>
        _changed.TryGetValue(name, out var item) ? item : before.FindItem(name.Kind, name.Key);

    /// <summary>Replaces the held item by the one that was read, unless that cannot be parsed.</summary>
    public void Set(ItemName name, VersionedItem? item)
    {
        if (item is null or { IsDeleted: true } || ItemContent.IsReadable(name, item) || !IsReadable(name))
        {
            _changed[name] = item;
            _refused.Remove(name);
        }
        else
        {
            _refused[name] = item;
        }
    }

    /// <summary>Removes all held items that are not in a reading, which was made over these items.</summary>
    public void KeepOnly(StoredItems read)
    {
        foreach (var name in before.Items.Keys.Concat(_changed.Keys.ToList()))
        {
            if (!(name.Kind == DataKind.Features ? read.Flags : read.Segments).ContainsKey(name.Key))
            {
                Set(name, null);
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

    private bool IsReadable(ItemName name) => _changed.TryGetValue(name, out var item)
        ? item is not null && ItemContent.IsReadable(name, item)
        : before.Items.GetValueOrDefault(name).Prepared is not null;
}
