namespace Confd.Backends;

/// <summary>A reading that holds its keys and values, sorted once: a selection is a search for each lookup key.</summary>
public sealed class SortedKeyReading : KeyReading
{
    private readonly string[] _keys;
    private readonly ReadOnlyMemory<byte>[] _values;
    private readonly KeyMatch _match;

    /// <summary>Takes ownership of keys and values; the values' memory is shared and must not change afterwards.</summary>
    /// <param name="values">Full keys with a slash in front, each with its value.</param>
    /// <param name="match">What a <see cref="LookupKey"/> selects.</param>
    public SortedKeyReading(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values, KeyMatch match)
    {
        ArgumentNullException.ThrowIfNull(values);
        _keys = [.. values.Keys];
        _values = [.. values.Values];
        _match = match;
        Array.Sort(_keys, _values, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override int? Count => _keys.Length;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Select(IReadOnlyList<string> lookupKeys)
    {
        ArgumentNullException.ThrowIfNull(lookupKeys);
        var selected = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var lookupKey in lookupKeys)
        {
            var start = new LookupKey(lookupKey).Start;
            if (_match == KeyMatch.Text)
            {
                AddRange(selected, start);
            }
            else
            {
                AddExact(selected, start);
                AddRange(selected, start + "/");
            }
        }

        return selected;
    }

    private void AddExact(Dictionary<string, ReadOnlyMemory<byte>> selected, string key)
    {
        var index = Array.BinarySearch(_keys, key, StringComparer.Ordinal);
        if (index >= 0)
        {
            selected[key] = _values[index];
        }
    }

    private void AddRange(Dictionary<string, ReadOnlyMemory<byte>> selected, string start)
    {
        var index = Array.BinarySearch(_keys, start, StringComparer.Ordinal);
        index = index >= 0 ? index : ~index;
        for (; index < _keys.Length && _keys[index].StartsWith(start, StringComparison.Ordinal); index++)
        {
            selected[_keys[index]] = _values[index];
        }
    }
}
