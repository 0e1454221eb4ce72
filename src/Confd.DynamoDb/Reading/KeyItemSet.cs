namespace Confd.DynamoDb.Reading;

/// <summary>The result of one reading of a table: immutable, sorted by key, thread-safe.</summary>
/// <remarks>Values are held once; every selection and every later set refers to the same bytes.</remarks>
public sealed class KeyItemSet
{
    private static readonly Comparer<KeyItem> ByKey = Comparer<KeyItem>.Create((left, right) => string.CompareOrdinal(left.Key, right.Key));

    private readonly KeyItem[] _items;

    private KeyItemSet(KeyItem[] sortedItems) => _items = sortedItems;

    /// <summary>The set without items.</summary>
    public static KeyItemSet Empty { get; } = new([]);

    /// <summary>The number of items of the reading, which may be more than one selection needs.</summary>
    public int Count => _items.Length;

    /// <summary>All items, sorted by key.</summary>
    public ReadOnlyMemory<KeyItem> Items => _items;

    /// <summary>The approximate size of the items in memory.</summary>
    internal long Bytes => _items.Sum(item => item.Weight);

    /// <summary>Finds the item with exactly this key.</summary>
    public bool TryGet(string key, out KeyItem item)
    {
        var index = IndexOf(key);
        item = index is { } found ? _items[found] : default;
        return index is not null;
    }

    /// <summary>The items whose keys begin with a text; <c>/app</c> also finds <c>/apple</c>.</summary>
    public ReadOnlyMemory<KeyItem> WithPrefix(string prefix) => _items.AsMemory(PrefixRange(prefix));

    /// <summary>
    /// The values for lookup keys, by the original's rule: the item with the key itself, which hides everything below it even when it has
    /// no usable value, otherwise all items whose keys begin with it.
    /// </summary>
    /// <param name="lookupKeys">Keys that were part of the reading.</param>
    /// <param name="onSkipped">Receives the key of each item that is left out because its value is not text.</param>
    /// <returns>Full keys, sorted, with their values: a view of the set.</returns>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys, Action<string>? onSkipped = null)
    {
        ArgumentNullException.ThrowIfNull(lookupKeys);
        return new KeyItemSelection(this, [.. lookupKeys.Select(RangeOf)], onSkipped);
    }

    /// <summary>The items of <see cref="Select"/>, of every type, in order.</summary>
    internal IEnumerable<KeyItem> Selected(IReadOnlyList<string> lookupKeys) =>
        ItemsIn(KeyItemSelection.Union([.. lookupKeys.Select(RangeOf)]));

    /// <summary>The items of some ranges, one range after the other.</summary>
    internal IEnumerable<KeyItem> ItemsIn(IReadOnlyList<Range> ranges)
    {
        foreach (var range in ranges)
        {
            for (var index = range.Start.Value; index < range.End.Value; index++)
            {
                yield return _items[index];
            }
        }
    }

    /// <summary>The index of the item with exactly this key; null where there is none.</summary>
    internal int? IndexOf(string key)
    {
        var index = FirstNotBefore(key);
        return index < _items.Length && _items[index].Key == key ? index : null;
    }

    /// <summary>Creates a set from items in any order; of several with one key (the table changed between two pages) one is kept.</summary>
    internal static KeyItemSet Create(List<KeyItem> items)
    {
        var sorted = items.ToArray();
        Array.Sort(sorted, ByKey);
        return new KeyItemSet(Deduplicate(sorted));
    }

    /// <summary>A new set with changes applied: a null item is a deletion.</summary>
    internal KeyItemSet With(IReadOnlyDictionary<string, KeyItem?> changes)
    {
        var changed = changes.Values.Where(item => item is not null).Select(item => item!.Value).Order(ByKey).ToArray();
        var merged = new List<KeyItem>(_items.Length + changed.Length);
        var next = 0;
        foreach (var item in _items)
        {
            while (next < changed.Length && string.CompareOrdinal(changed[next].Key, item.Key) < 0)
            {
                merged.Add(changed[next++]);
            }

            if (!changes.ContainsKey(item.Key))
            {
                merged.Add(item);
            }
        }

        merged.AddRange(changed.AsSpan(next));
        return new KeyItemSet([.. merged]);
    }

    private static KeyItem[] Deduplicate(KeyItem[] sorted)
    {
        var kept = 0;
        for (var index = 0; index < sorted.Length; index++)
        {
            if (index + 1 < sorted.Length && sorted[index].Key == sorted[index + 1].Key)
            {
                continue;
            }

            sorted[kept++] = sorted[index];
        }

        return kept == sorted.Length ? sorted : sorted[..kept];
    }

    private Range RangeOf(string lookupKey) => IndexOf(lookupKey) is { } exact ? exact..(exact + 1) : PrefixRange(lookupKey);

    private Range PrefixRange(string prefix)
    {
        var start = FirstNotBefore(prefix);
        var end = start;
        while (end < _items.Length && _items[end].Key.StartsWith(prefix, StringComparison.Ordinal))
        {
            end++;
        }

        return start..end;
    }

    private int FirstNotBefore(string key)
    {
        var low = 0;
        var high = _items.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_items[middle].Key, key) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
