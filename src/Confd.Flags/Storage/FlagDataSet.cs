namespace Confd.Flags.Storage;

/// <summary>The data with which <see cref="IFlagStore.InitAsync"/> replaces the contents of a store.</summary>
/// <remarks>
/// The data comes in stages. A store that cannot write everything atomically completes a stage before it starts the next, so that a reader
/// never finds an item before what it refers to: segments first, then flags, each flag in a later stage than its prerequisites. One kind
/// may have several stages. A kind that has a stage is replaced as a whole, an empty stage empties it; kinds without a stage are left
/// unchanged. Immutable; the items are not copied.
/// </remarks>
public sealed class FlagDataSet
{
    /// <summary>Creates a data set.</summary>
    /// <param name="stages">In the order of writing. Keys must be unique within a kind.</param>
    /// <exception cref="ArgumentException">A key is not unique within its kind.</exception>
    public FlagDataSet(params IReadOnlyList<KindItems> stages)
    {
        Stages = stages;
        Kinds = stages.GroupBy(stage => stage.Kind).ToDictionary(group => group.Key, Merge);
    }

    /// <summary>No flags and no segments: a store that is initialized with it is empty.</summary>
    public static FlagDataSet Empty { get; } = new(
        new KindItems(DataKind.Segments, new Dictionary<string, VersionedItem>()),
        new KindItems(DataKind.Features, new Dictionary<string, VersionedItem>()));

    /// <summary>The stages in the order of writing.</summary>
    public IReadOnlyList<KindItems> Stages { get; }

    /// <summary>All items of each kind that has a stage, the stages of one kind merged.</summary>
    public IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> Kinds { get; }

    /// <summary>The number of items of all kinds.</summary>
    public int Count => Kinds.Values.Sum(kind => kind.Count);

    /// <summary>Items of the source that are not in the data set, because they are invalid in themselves. A sync leaves the stored items
    /// with their keys unchanged.</summary>
    public IReadOnlyList<FlagDataFault> PassedOver { get; init; } = [];

    /// <summary>Kinds that are empty because they were missing or null in the source, which may be a mistake there.</summary>
    public IReadOnlyList<DataKind> Unnamed { get; init; } = [];

    /// <summary>The stored items of a kind that are not in this data set, without tombstones and without those that are invalid in the
    /// source.</summary>
    /// <param name="kind">A kind that has a stage.</param>
    /// <param name="stored">Its stored items.</param>
    public IEnumerable<KeyValuePair<string, VersionedItem>> FindLeftovers(
        DataKind kind, IReadOnlyDictionary<string, VersionedItem> stored)
    {
        var named = Kinds[kind];
        var passedOver = PassedOver.Where(fault => fault.Kind == kind).Select(fault => fault.Key).ToHashSet(StringComparer.Ordinal);
        return stored.Where(item => !item.Value.IsDeleted && !named.ContainsKey(item.Key) && !passedOver.Contains(item.Key));
    }

    /// <summary>A copy with one item replaced, or added to the last stage of its kind; a kind without a stage stays without one.</summary>
    internal FlagDataSet With(DataKind kind, string key, VersionedItem item)
    {
        var stages = Stages.ToList();
        var known = stages.FindIndex(stage => stage.Kind == kind && stage.Items.ContainsKey(key));
        var place = known < 0 ? stages.FindLastIndex(stage => stage.Kind == kind) : known;
        if (place < 0 || (known >= 0 && stages[known].Items[key].Version >= item.Version))
        {
            return this;
        }

        stages[place] = new KindItems(
            kind, new Dictionary<string, VersionedItem>(stages[place].Items, StringComparer.Ordinal) { [key] = item });
        return new FlagDataSet(stages) { PassedOver = PassedOver, Unnamed = Unnamed };
    }

    private static IReadOnlyDictionary<string, VersionedItem> Merge(IGrouping<DataKind, KindItems> stages)
    {
        if (stages.Count() == 1)
        {
            return stages.First().Items;
        }

        var merged = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        foreach (var (key, item) in stages.SelectMany(stage => stage.Items))
        {
            if (!merged.TryAdd(key, item))
            {
                throw new ArgumentException($"the key '{key}' comes twice in '{stages.Key}'", nameof(stages));
            }
        }

        return merged;
    }
}
