using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>Reads a store: all of it, or certain flags with all they refer to.</summary>
internal static class StoredItemReader
{
    /// <summary>Reads all flags and segments.</summary>
    public static async Task<StoredItems> ReadAllAsync(IFlagStore store, CancellationToken cancellationToken)
    {
        // Flags first: a segment is written before the flag that refers to it, so the segment of any flag that is read is found.
        var flags = await UnreadableItems.FindAllAsync(store, DataKind.Features, cancellationToken).ConfigureAwait(false);
        var segments = await UnreadableItems.FindAllAsync(store, DataKind.Segments, cancellationToken).ConfigureAwait(false);
        return new StoredItems(flags, segments);
    }

    /// <summary>Reads one item, also one that cannot be parsed.</summary>
    public static Task<VersionedItem?> FindAsync(IFlagStore store, ItemName name, CancellationToken cancellationToken) =>
        UnreadableItems.FindAsync(store, name.Kind, name.Key, cancellationToken);

    /// <summary>Reads the flags with those keys, then the items they refer to, and so on; in parallel where possible.</summary>
    /// <param name="store">The store.</param>
    /// <param name="flagKeys">The flags to begin with.</param>
    /// <param name="held">The reading before: an item that cannot be read refers to what it referred to there.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public static Task<StoredItems> ReadAsync(
        IFlagStore store, IEnumerable<string> flagKeys, FlagSnapshot? held, CancellationToken cancellationToken) =>
        ReadAsync(name => FindAsync(store, name, cancellationToken), flagKeys, held);

    /// <summary>As the other overload, with a function that reads one item.</summary>
    /// <param name="find">Reads one item; null: there is none.</param>
    /// <param name="flagKeys">The flags to begin with.</param>
    /// <param name="held">The reading before.</param>
    public static async Task<StoredItems> ReadAsync(
        Func<ItemName, Task<VersionedItem?>> find, IEnumerable<string> flagKeys, FlagSnapshot? held)
    {
        var flags = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        var segments = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        var seen = new HashSet<ItemName>();
        var wanted = flagKeys.Select(key => new ItemName(DataKind.Features, key)).ToList();
        while (wanted.Count > 0)
        {
            var names = wanted.Where(seen.Add).ToList();
            var items = await Task.WhenAll(names.Select(find)).ConfigureAwait(false);
            wanted.Clear();
            foreach (var (name, item) in names.Zip(items))
            {
                if (item is not null)
                {
                    (name.Kind == DataKind.Features ? flags : segments)[name.Key] = item;
                    wanted.AddRange(References(name, item, held));
                }
            }
        }

        return new StoredItems(flags, segments);
    }

    private static IEnumerable<ItemName> References(ItemName name, VersionedItem item, FlagSnapshot? held)
    {
        try
        {
            if (!item.IsUnreadable)
            {
                return ItemContent.ReferencesOf(ItemContent.Parse(name, item));
            }
        }
        catch (FlagFormatException)
        {
            // Reported where the item is prepared for evaluation.
        }

        return held?.References.GetValueOrDefault(name, []) ?? [];
    }
}
