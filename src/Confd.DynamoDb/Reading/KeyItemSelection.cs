using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Confd.DynamoDb.Reading;

/// <summary>The texts of some ranges of sorted items, by key: nothing is copied.</summary>
internal sealed class KeyItemSelection : IReadOnlyDictionary<string, ReadOnlyMemory<byte>>
{
    private readonly KeyItem[] _sorted;
    private readonly List<Range> _ranges;

    /// <summary>Looks at ranges of a set.</summary>
    /// <param name="sorted">The items of the set.</param>
    /// <param name="ranges">Ranges of them, in any order; they may overlap.</param>
    /// <param name="onSkipped">Gets the key of each item of a range that is not text.</param>
    public KeyItemSelection(KeyItem[] sorted, List<Range> ranges, Action<string>? onSkipped)
    {
        _sorted = sorted;
        foreach (var item in ranges.SelectMany(range => sorted[range]).Where(item => !item.IsText))
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

    /// <summary>Ranges from the start that cover the same, in order and apart.</summary>
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
        foreach (var range in _ranges)
        {
            var (low, high) = (range.Start.Value, range.End.Value);
            while (low < high)
            {
                var middle = (low + high) / 2;
                var order = string.CompareOrdinal(_sorted[middle].Key, key);
                if (order == 0)
                {
                    value = _sorted[middle].Value;
                    return _sorted[middle].IsText;
                }

                (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
            }
        }

        value = default;
        return false;
    }

    public IEnumerator<KeyValuePair<string, ReadOnlyMemory<byte>>> GetEnumerator()
    {
        foreach (var range in _ranges)
        {
            for (var index = range.Start.Value; index < range.End.Value; index++)
            {
                if (_sorted[index].IsText)
                {
                    yield return new(_sorted[index].Key, _sorted[index].Value);
                }
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
