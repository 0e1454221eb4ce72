using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>Applies the changes that a store reports to a snapshot, with as few reads of the store as possible.</summary>
/// <remarks>
/// A reported change may be older than the reading, which came after the watch was opened. So a change is applied as reported only if its
/// version is higher than that of the held item; where it would lower the version, or remove the item, the item is read from the store.
/// </remarks>
/// <param name="store">Read for items that were not reported.</param>
/// <param name="flagKeys">The only flags that are held, with the items they refer to; empty: all.</param>
internal sealed class ChangeApplier(IFlagStore store, IReadOnlyList<string> flagKeys)
{
    // With more items, one reading of the whole store is faster and usually cheaper.
    private const int MaxQuestions = 25;

    /// <summary>Applies changes.</summary>
    /// <param name="before">The current snapshot.</param>
    /// <param name="changes">The reported changes; some may be older than the snapshot.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The items that changed, null for those that are gone; null where the whole store has to be read.</returns>
    /// <exception cref="FlagStoreException">An item cannot be read.</exception>
    public async Task<IEnumerable<KeyValuePair<ItemName, VersionedItem?>>?> ApplyAsync(
        FlagSnapshot before, StoredChanges changes, CancellationToken cancellationToken)
    {
        var known = flagKeys.Count == 0 ? null : Known(before);
        var items = new HeldItems(before);
        var unreported = new HashSet<ItemName>();
        foreach (var change in changes.Items)
        {
            var name = new ItemName(change.Kind, change.Key);
            if (known?.Contains(name) != false && !unreported.Contains(name) && !items.TryTake(name, change))
            {
                unreported.Add(name);
            }
        }

        if (!changes.IsComplete || unreported.Count > MaxQuestions)
        {
            return null;
        }

        var found = await Task.WhenAll(unreported.Select(ReadAsync)).ConfigureAwait(false);
        foreach (var (name, item) in unreported.Zip(found))
        {
            items.Set(name, item);
        }

        if (known is not null)
        {
            // A new version may refer to items that are not held yet, and no longer to some that are.
            items.KeepOnly(await StoredItemReader.ReadAsync(FindAsync, flagKeys, before).ConfigureAwait(false));
        }

        return items.Changed;

        async Task<VersionedItem?> FindAsync(ItemName name)
        {
            if (items.Find(name) is not { } held)
            {
                held = known.Contains(name) ? null : await ReadAsync(name).ConfigureAwait(false);
                items.Set(name, held);
            }

            return held;
        }

        Task<VersionedItem?> ReadAsync(ItemName name) => StoredItemReader.FindAsync(store, name, cancellationToken);
    }

    // The items that the reading requested, whether they were found or not.
    private HashSet<ItemName> Known(FlagSnapshot before) =>
    [
        .. flagKeys.Select(key => new ItemName(DataKind.Features, key)),
        .. before.Flags.Flags.Values.SelectMany(FlagReferences.Of),
        .. before.Flags.Segments.Values.SelectMany(FlagReferences.Of),
    ];
}
