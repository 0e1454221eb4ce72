using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>The items of a reading, and what became of them since.</summary>
/// <param name="before">The reading.</param>
internal sealed class HeldItems(FlagSnapshot before)
{
    private readonly Dictionary<ItemName, VersionedItem?> _changed = [];

    /// <summary>What has become of items; null: they are gone.</summary>
    public IReadOnlyDictionary<ItemName, VersionedItem?> Changed => _changed;

    /// <summary>The item as it is now; null if there is none.</summary>
    public VersionedItem? Find(ItemName name) =>
        _changed.TryGetValue(name, out var item) ? item : before.FindItem(name.Kind, name.Key);

    /// <summary>Puts what the store answered in place of what is held, unless it cannot be read.</summary>
    public void Set(ItemName name, VersionedItem? item)
    {
        if (item is not { IsUnreadable: true } || Find(name) is null)
        {
            _changed[name] = item;
        }
    }

    /// <summary>Lets go of all that is held and not in a reading, which was made over these items.</summary>
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

    /// <summary>Takes what was told of an item.</summary>
    /// <returns>False where the store has to be asked: it was not told, or the item would go back.</returns>
    public bool TryTake(ItemName name, StoredChange change)
    {
        // What is told but not held may have been removed before the reading. Its removal is told too, by the next batch at the latest, and
        // is asked for then; a question for each new item would cost more than that moment.
        var held = Find(name);
        var isTrue = change switch
        {
            { IsTold: false } => false,
            { Item.IsUnreadable: true } => true,
            { Item: null } => held is null or { IsDeleted: true },
            { Item: { } told } => held is null or { IsUnreadable: true } || told.Version > held.Version || told.IsSame(held),
        };
        if (isTrue)
        {
            Set(name, change.Item);
        }

        return isTrue;
    }
}
