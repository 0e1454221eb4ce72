using System.Diagnostics;

namespace Confd.GoTemplate.Values;

/// <summary>A Go map with string keys. Iteration is always in byte order of the keys.</summary>
/// <remarks>Not safe for writing from several threads.</remarks>
[DebuggerDisplay("{Type} of {Count}")]
public sealed class GoMap
{
    // Up to this many entries are searched linearly; beyond it there are chains of entries whose hashes begin alike.
    private const int FewEntries = 8;

    private const int NoEntry = -1;

    // In no order; the rest is free.
    private Entry[] _entries = [];

    // The first entry of each chain, for as many chains as there is room for entries.
    private int[]? _chains;
    private ByteString[]? _sortedKeys;

    /// <summary>Creates an empty map.</summary>
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

    /// <summary>Whether this is the nil map: empty, <c>null</c> in JSON, and read-only.</summary>
    public bool IsNil { get; }

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>All keys in byte order; valid until the map next changes.</summary>
    public ReadOnlySpan<ByteString> SortedKeys
    {
        get
        {
            if (_sortedKeys is null)
            {
                var keys = new ByteString[Count];
                for (var i = 0; i < keys.Length; i++)
                {
                    keys[i] = _entries[i].Key;
                }

                Array.Sort(keys);
                _sortedKeys = keys;
            }

            return _sortedKeys;
        }
    }

    /// <summary>The nil map of a type.</summary>
    /// <param name="type">A map type.</param>
    public static GoMap NilOf(GoType type) => new(type, isNil: true);

    /// <summary>Whether a key exists.</summary>
    /// <param name="key">The key.</param>
    public bool ContainsKey(ByteString key) => Find(key, key.GetHashCode()) != NoEntry;

    /// <summary>Looks up a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; invalid where the key is missing.</param>
    public bool TryGetValue(ByteString key, out Value value)
    {
        var position = Find(key, key.GetHashCode());
        value = position == NoEntry ? default : _entries[position].Value;
        return position != NoEntry;
    }

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

        var hash = key.GetHashCode();
        var known = Find(key, hash);
        if (known != NoEntry)
        {
            _entries[known].Value = value;
            return;
        }

        if (Count == _entries.Length)
        {
            Grow();
        }

        _entries[Count] = new Entry { Key = key, Hash = hash, Value = value };
        Chain(Count++);
        _sortedKeys = null;
    }

    /// <summary>Removes an entry if it is there.</summary>
    /// <param name="key">The key.</param>
    public void Remove(ByteString key)
    {
        var position = Find(key, key.GetHashCode());
        if (position == NoEntry)
        {
            return;
        }

        // The last entry moves to its place.
        Unchain(position);
        var last = --Count;
        if (position != last)
        {
            Unchain(last);
            _entries[position] = _entries[last];
            Chain(position);
        }

        _entries[last] = default;
        _sortedKeys = null;
    }

    /// <summary>The position of a key with a known hash, for <see cref="At"/>; negative where the key is missing.</summary>
    internal int Find(ByteString key, int hash)
    {
        var entries = _entries.AsSpan(0, Count);
        var text = key.Span;
        if (_chains is null)
        {
            for (var position = 0; position < entries.Length; position++)
            {
                if (entries[position].Hash == hash && entries[position].Key.Span.SequenceEqual(text))
                {
                    return position;
                }
            }

            return NoEntry;
        }

        for (var position = FirstOf(hash); position != NoEntry; position = entries[position].Next)
        {
            if (entries[position].Hash == hash && entries[position].Key.Span.SequenceEqual(text))
            {
                return position;
            }
        }

        return NoEntry;
    }

    /// <summary>The value at a position; valid until the map next changes.</summary>
    internal ref readonly Value At(int position) => ref _entries[position].Value;

    /// <summary>A copy of all entries in byte order of the keys.</summary>
    internal (ByteString Key, Value Value)[] SortedEntries()
    {
        var keys = SortedKeys;
        var entries = new (ByteString, Value)[keys.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            TryGetValue(keys[i], out var value);
            entries[i] = (keys[i], value);
        }

        return entries;
    }

    private ref int FirstOf(int hash) => ref _chains![hash & (_chains.Length - 1)];

    private void Chain(int position)
    {
        if (_chains is not null)
        {
            ref var first = ref FirstOf(_entries[position].Hash);
            _entries[position].Next = first;
            first = position;
        }
    }

    private void Unchain(int position)
    {
        if (_chains is not null)
        {
            ref var link = ref FirstOf(_entries[position].Hash);
            while (link != position)
            {
                link = ref _entries[link].Next;
            }

            link = _entries[position].Next;
        }
    }

    // Sizes are powers of two.
    private void Grow()
    {
        Array.Resize(ref _entries, Math.Max(FewEntries / 2, Count * 2));
        if (_entries.Length > FewEntries)
        {
            _chains = new int[_entries.Length];
            Array.Fill(_chains, NoEntry);
            for (var position = 0; position < Count; position++)
            {
                Chain(position);
            }
        }
    }

    private struct Entry
    {
        public ByteString Key;
        public Value Value;
        public int Hash;

        /// <summary>The next entry of the chain.</summary>
        public int Next;
    }
}
