using System.Diagnostics;

namespace Confd.GoTemplate.Values;

/// <summary>A Go map with string keys. Walks are always in byte order of the keys.</summary>
/// <remarks>Not safe for writing from several threads.</remarks>
[DebuggerDisplay("{Type} of {Count}")]
public sealed class GoMap
{
    private readonly Dictionary<ByteString, Value> _entries = [];
    private ByteString[]? _sortedKeys;

    /// <summary>Makes an empty map.</summary>
    /// <param name="type">A map type, for example <see cref="GoType.AnyMap"/>.</param>
    public GoMap(GoType type)
        : this(type, isNil: false)
    {
    }

    private GoMap(GoType type, bool isNil)
    {
        Type = type;
        IsNil = isNil;
    }

    /// <summary>The map type.</summary>
    public GoType Type { get; }

    /// <summary>Whether this is the nil map: empty, <c>null</c> in JSON, and not to be written to.</summary>
    public bool IsNil { get; }

    /// <summary>Number of keys.</summary>
    public int Count => _entries.Count;

    /// <summary>All keys in byte order; valid until the map next changes.</summary>
    public ReadOnlySpan<ByteString> SortedKeys
    {
        get
        {
            if (_sortedKeys is null)
            {
                var keys = new ByteString[_entries.Count];
                _entries.Keys.CopyTo(keys, 0);
                Array.Sort(keys);
                _sortedKeys = keys;
            }

            return _sortedKeys;
        }
    }

    /// <summary>The nil map of a type.</summary>
    /// <param name="type">A map type.</param>
    public static GoMap NilOf(GoType type) => new(type, isNil: true);

    /// <summary>Whether a key is there.</summary>
    /// <param name="key">The key.</param>
    public bool ContainsKey(ByteString key) => _entries.ContainsKey(key);

    /// <summary>Looks a key up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; invalid where the key is missing.</param>
    public bool TryGetValue(ByteString key, out Value value) => _entries.TryGetValue(key, out value);

    /// <summary>Adds or replaces an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; it must fit the element type.</param>
    /// <exception cref="TemplateFunctionException">The map is nil: Go's panic <c>assignment to entry in nil map</c>.</exception>
    public void Set(ByteString key, Value value)
    {
        if (IsNil)
        {
            throw new TemplateFunctionException("assignment to entry in nil map");
        }

        var known = _entries.Count;
        _entries[key] = value;
        if (_entries.Count != known)
        {
            _sortedKeys = null;
        }
    }

    /// <summary>Removes an entry if it is there.</summary>
    /// <param name="key">The key.</param>
    public void Remove(ByteString key)
    {
        if (_entries.Remove(key))
        {
            _sortedKeys = null;
        }
    }

    /// <summary>A copy of all entries in byte order of the keys.</summary>
    internal (ByteString Key, Value Value)[] SortedEntries()
    {
        var keys = SortedKeys;
        var entries = new (ByteString, Value)[keys.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = (keys[i], _entries[keys[i]]);
        }

        return entries;
    }
}
