using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>The items of a reading, and what became of them since.</summary>
/// <param name="before">The reading.</param>
internal sealed class HeldItems(FlagSnapshot before)
{
    private readonly Dictionary<string, VersionedItem> _flags = Copy(before, DataKind.Features);
    private readonly Dictionary<string, VersionedItem> _segments = Copy(before, DataKind.Segments);

    /// <summary>The item as it is now; null if there is none.</summary>
    public VersionedItem? Find(ItemName name) => Of(name.Kind).GetValueOrDefault(name.Key);

    /// <summary>Puts what the store answered in place of what is held, unless it cannot be read.</summary>
    public void Set(ItemName name, VersionedItem? item)
    {
        if (item is { IsUnreadable: true } && Find(name) is not null)
        {
            return;
        }

        if (item is null)
        {
            Of(name.Kind).Remove(name.Key);
        }
        else
        {
            Of(name.Kind)[name.Key] = item;
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

    public StoredItems ToStored() => new(_flags, _segments);

    private static Dictionary<string, VersionedItem> Copy(FlagSnapshot before, DataKind kind) =>
        new(before.ItemsOf(kind), StringComparer.Ordinal);

    private Dictionary<string, VersionedItem> Of(DataKind kind) => kind == DataKind.Features ? _flags : _segments;
}
