using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Confd.Toml;

/// <summary>Keys and values in the order of the document.</summary>
/// <remarks>Keys compare by ordinal. A table does not change once <see cref="TomlReader"/> has returned it, so it may be shared between
/// threads.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Table is TOML's word")]
public sealed class TomlTable : IReadOnlyDictionary<string, TomlValue>
{
    private const int MaxShown = 8;

    private readonly OrderedDictionary<string, TomlValue> _entries = new(StringComparer.Ordinal);

    internal TomlTable(string path, SourcePosition position, TomlTableOrigin origin)
    {
        Path = path;
        Position = position;
        Origin = origin;
    }

    /// <summary>The document's name, for messages.</summary>
    public string Path { get; }

    /// <summary>Where the table is first mentioned: its header, its opening brace, its first dotted key, or 1:1 for the root.</summary>
    public SourcePosition Position { get; internal set; }

    /// <summary>The keys in the order of the document.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>The values in the order of the document.</summary>
    public IEnumerable<TomlValue> Values => _entries.Values;

    /// <summary>The number of keys.</summary>
    public int Count => _entries.Count;

    internal TomlTableOrigin Origin { get; set; }

    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is no such key.</exception>
    public TomlValue this[string key] => _entries[key];

    /// <summary>Where it stands, and the first of its keys; for logs and debuggers.</summary>
    public override string ToString() =>
        $"{Path}:{Position}: {(Count == 0 ? "no keys" : string.Join(", ", Keys.Take(MaxShown)))}{(Count > MaxShown ? ", …" : "")}";

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TomlValue value) => _entries.TryGetValue(key, out value);

    /// <summary>Finds a key ignoring case: the exact spelling first, else the first in the document that differs in case
    /// only.</summary>
    public bool TryGetValueIgnoreCase(string key, [MaybeNullWhen(false)] out TomlValue value)
    {
        if (_entries.TryGetValue(key, out value))
        {
            return true;
        }

        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase))
            {
                value = entry.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, TomlValue>> GetEnumerator() => _entries.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(string key, TomlValue value) => _entries.Add(key, value);
}
