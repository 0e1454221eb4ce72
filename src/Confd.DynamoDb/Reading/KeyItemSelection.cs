using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Confd.DynamoDb.Reading;

/// <summary>The texts of some ranges of a set, by key; nothing is copied.</summary>
internal sealed class KeyItemSelection : IReadOnlyDictionary<string, ReadOnlyMemory<byte>>
{
    private readonly KeyItemSet _set;
    private readonly List<Range> _ranges;

    /// <summary>Creates a view of ranges of a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="ranges">Ranges of its items, in any order; they may overlap.</param>
    /// <param name="onSkipped">Receives the key of each item of a range that is not text.</param>
    public KeyItemSelection(KeyItemSet set, List<Range> ranges, Action<string>? onSkipped)
    {
        _set = set;
        foreach (var item in set.ItemsIn(ranges).Where(item => !item.IsText))
        {
            onSkipped?.Invoke(item.Key);
        }

        _ranges = Union(ranges);
        Count = Keys.Count();
    }

    public int Count { get; }

    public IEnumerable<string> Keys => this.Select(pair => pair.Key);

    public IEnumerable<ReadOnlyMemory<byte>> Values => this.Select(pair => pair.Value);

    public ReadOnlyMemory<byte> this[string key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"the selection has no key {key}");

    /// <summary>Ranges from the start that cover the same, in order and disjoint.</summary>
    public static List<Range> Union(List<Range> ranges)
    {
        ranges.Sort((left, right) => left.Start.Value.CompareTo(right.Start.Value));
        var union = new List<Range>(ranges.Count);
        foreach (var range in ranges)
        {
            if (union.Count > 0 && range.Start.Value <= union[^1].End.Value)
            {
                union[^1] = union[^1].Start..Math.Max(union[^1].End.Value, range.End.Value);
            }
            else
            {
                union.Add(range);
            }
        }

        return union;
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out ReadOnlyMemory<byte> value)
    {
        if (_set.IndexOf(key) is { } index
            && _set.Items.Span[index] is { IsText: true } item
            && _ranges.Exists(range => range.Start.Value <= index && index < range.End.Value))
        {
            value = item.Value;
            return true;
        }

        value = default;
        return false;
    }

    public IEnumerator<KeyValuePair<string, ReadOnlyMemory<byte>>> GetEnumerator() => _set.ItemsIn(_ranges)
        .Where(item => item.IsText)
        .Select(item => KeyValuePair.Create(item.Key, item.Value))
        .GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
