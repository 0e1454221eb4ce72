namespace Confd.DynamoDb.Reading;

/// <summary>The fewest text prefixes that cover a list of lookup keys: sorted, none begins with another.</summary>
internal sealed class KeyCover
{
    private readonly string[] _prefixes;

    public KeyCover(IEnumerable<string> lookupKeys)
    {
        var kept = new List<string>();
        foreach (var key in lookupKeys.Order(StringComparer.Ordinal))
        {
            if (kept.Count == 0 || !key.StartsWith(kept[^1], StringComparison.Ordinal))
            {
                kept.Add(key);
            }
        }

        _prefixes = [.. kept];
    }

    public IReadOnlyList<string> Prefixes => _prefixes;

    /// <summary>True where the empty prefix is among them. DynamoDB rejects a comparison of a key with an empty string.</summary>
    public bool CoversEverything => _prefixes is [""];

    /// <summary>True if a lookup key is a prefix of this key.</summary>
    public bool Contains(string key)
    {
        // The only candidate is the greatest prefix that is not after the key: no other can be a prefix of it, as none begins with another.
        var index = Array.BinarySearch(_prefixes, key, StringComparer.Ordinal);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && key.StartsWith(_prefixes[index], StringComparison.Ordinal);
    }

    /// <summary>The common start of all prefixes; may be empty.</summary>
    public string CommonPrefix()
    {
        if (_prefixes.Length == 0)
        {
            return "";
        }

        // Sorted: what the first and the last have in common, all have in common.
        var (first, last) = (_prefixes[0], _prefixes[^1]);
        var length = first.AsSpan().CommonPrefixLength(last);
        return length > 0 && char.IsHighSurrogate(first[length - 1]) ? first[..(length - 1)] : first[..length];
    }
}
