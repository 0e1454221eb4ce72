using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Confd.Flags.Model;

/// <summary>Keys of contexts: a list in its original order, with fast lookup. Immutable; compares by ordinal.</summary>
[CollectionBuilder(typeof(KeySet), nameof(Create))]
public sealed class KeySet : IReadOnlyList<string>
{
    // Up to this number, comparing one by one is as fast as hashing and costs nothing at load.
    private const int LinearLimit = 4;

    private readonly ImmutableArray<string> _keys;
    private readonly HashSet<string>? _index;

    private KeySet(ImmutableArray<string> keys)
    {
        _keys = keys;
        _index = keys.Length > LinearLimit ? new HashSet<string>(keys, StringComparer.Ordinal) : null;
    }

    /// <summary>No keys.</summary>
    public static KeySet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _keys.Length;

    /// <inheritdoc/>
    public string this[int index] => _keys[index];

    /// <summary>Creates a set; the keys are copied.</summary>
    public static KeySet Create(ReadOnlySpan<string> keys) => keys.IsEmpty ? Empty : new KeySet([.. keys]);

    /// <summary>True if the key is in the set.</summary>
    public bool Contains(string key)
    {
        if (_index is not null)
        {
            return _index.Contains(key);
        }

        foreach (var candidate in _keys)
        {
            if (string.Equals(candidate, key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_keys).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
