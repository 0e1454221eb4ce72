using Confd.Flags.Storage;

namespace Confd.Flags.Client;

/// <summary>From one reading of a store to the next by what the store tells of its changes, with as few questions as possible.</summary>
/// <remarks>
/// What is told may be older than the reading, which came after the watch was opened. So it counts as it stands only if its version is
/// higher than that of the item that is held; where an item would go back, or be gone, the store is asked for it.
/// </remarks>
/// <param name="store">Asked for what was not told.</param>
/// <param name="flagKeys">The only flags that are wanted, with what they refer to; empty: all.</param>
internal sealed class ChangeApplier(IFlagStore store, IReadOnlyList<string> flagKeys)
{
    // Beyond that, one reading of all is quicker and as a rule cheaper.
    private const int MostQuestions = 25;

    /// <summary>Applies changes.</summary>
    /// <param name="before">What is held.</param>
    /// <param name="changes">What has changed since, or before.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    /// <returns>What has become of items that are held, and what is new; null where the store has to be read.</returns>
    /// <exception cref="FlagStoreException">An item cannot be read.</exception>
    public async Task<IReadOnlyDictionary<ItemName, VersionedItem?>?> ApplyAsync(
        FlagSnapshot before, StoredChanges changes, CancellationToken cancellationToken)
    {
        var known = flagKeys.Count == 0 ? null : Known(before);
        var items = new HeldItems(before);
        var asked = new HashSet<ItemName>();
        foreach (var change in changes.Items)
        {
            var name = new ItemName(change.Kind, change.Key);
            if (known?.Contains(name) != false && !asked.Contains(name) && !items.TryTake(name, change))
            {
                asked.Add(name);
            }
        }

        if (!changes.IsComplete || asked.Count > MostQuestions)
        {
            return null;
        }

        var found = await Task.WhenAll(asked.Select(AskAsync)).ConfigureAwait(false);
        foreach (var (name, item) in asked.Zip(found))
        {
            items.Set(name, item);
        }

        if (known is not null)
        {
            // A new version may refer to what is not held yet, and no longer to what is.
            items.KeepOnly(await StoredItemReader.ReadAsync(FindAsync, flagKeys).ConfigureAwait(false));
        }

        return items.Changed;

        async Task<VersionedItem?> FindAsync(ItemName name)
        {
            if (items.Find(name) is not { } held)
            {
                held = known.Contains(name) ? null : await AskAsync(name).ConfigureAwait(false);
                items.Set(name, held);
            }

            return held;
        }

        Task<VersionedItem?> AskAsync(ItemName name) => StoredItemReader.FindAsync(store, name, cancellationToken);
    }

    // What the reading asked for, found or not.
    private HashSet<ItemName> Known(FlagSnapshot before) =>
    [
        .. flagKeys.Select(key => new ItemName(DataKind.Features, key)),
        .. before.Flags.Flags.Values.SelectMany(FlagReferences.Of),
        .. before.Flags.Segments.Values.SelectMany(FlagReferences.Of),
    ];
}
