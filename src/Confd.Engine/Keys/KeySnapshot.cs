using System.Text;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Keys;

/// <summary>All keys and values that one resource renders from. Complete and immutable; sorted once, by the bytes of the keys.</summary>
/// <remarks>
/// Keys look like <c>/app/db/host</c>: the resource's prefix is already removed. Those of a named backend are preceded by its name:
/// <c>secrets:/db/password</c>. Lookups take keys exactly as they are here.
/// </remarks>
internal sealed class KeySnapshot
{
    private readonly ByteString[] _keys;
    private readonly ByteString[] _values;

    // Range searches for names below a path require it; backends and prefixes clean their keys, so it is usually true.
    private readonly bool _areKeysClean;

    private readonly HashSet<ByteString> _secrets;
    private readonly SecretUse? _use;

    private KeySnapshot(ByteString[] keys, ByteString[] values, HashSet<ByteString> secrets)
    {
        _keys = keys;
        _values = values;
        _secrets = secrets;
        _areKeysClean = Array.TrueForAll(keys, key => GoPath.IsCleanAbsolute(WithoutSource(key.Span)));
    }

    private KeySnapshot(KeySnapshot other, SecretUse use)
    {
        _keys = other._keys;
        _values = other._values;
        _areKeysClean = other._areKeysClean;
        _secrets = other._secrets;
        MakesFilesPrivate = other.MakesFilesPrivate;
        _use = use;
    }

    /// <summary>No keys at all.</summary>
    public static KeySnapshot Empty { get; } = new([], [], []);

    /// <summary>The number of keys.</summary>
    public int Count => _keys.Length;

    /// <summary>True where a value is a secret.</summary>
    public bool HasSecrets => _secrets.Count > 0;

    /// <summary>True where files that contain a secret are readable for their owner only, unless their resources set another
    /// mode.</summary>
    public bool MakesFilesPrivate { get; private init; }

    /// <summary>All keys, by their bytes.</summary>
    public ReadOnlySpan<ByteString> Keys => _keys;

    /// <summary>Takes ownership of keys and values; the values' memory is shared and must not change afterwards.</summary>
    /// <param name="values">Keys as templates use them, values in UTF-8 or raw bytes.</param>
    /// <param name="secrets">The keys whose values are secrets; null for none.</param>
    /// <param name="makesFilesPrivate">See <see cref="MakesFilesPrivate"/>.</param>
    public static KeySnapshot Create(
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> values,
        IReadOnlyCollection<string>? secrets = null,
        bool makesFilesPrivate = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        var keys = new ByteString[values.Count];
        var contents = new ByteString[values.Count];
        var index = 0;
        foreach (var (key, value) in values)
        {
            keys[index] = ByteString.FromString(key);
            contents[index++] = new ByteString(value);
        }

        // Most backends return them in order.
        if (!IsSorted(keys))
        {
            Array.Sort(keys, contents);
        }

        return new KeySnapshot(keys, contents, [.. (secrets ?? []).Select(ByteString.FromString)])
        {
            MakesFilesPrivate = makesFilesPrivate,
        };
    }

    /// <summary>The keys of several sources as one snapshot.</summary>
    /// <param name="sources">The keys of each by its name, which precedes them with a colon; an empty one does not.</param>
    public static KeySnapshot Join(IReadOnlyList<KeyValuePair<string, KeySnapshot>> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var keys = new List<ByteString>();
        var values = new List<ByteString>();
        var secrets = new HashSet<ByteString>();
        foreach (var (name, snapshot) in sources)
        {
            byte[] lead = name.Length == 0 ? [] : Encoding.UTF8.GetBytes(name + ':');
            keys.AddRange(snapshot._keys.Select(Named));
            values.AddRange(snapshot._values);
            secrets.UnionWith(snapshot._secrets.Select(Named));

            ByteString Named(ByteString key) => lead.Length == 0 ? key : new ByteString((byte[])[.. lead, .. key.Span]);
        }

        ByteString[] sorted = [.. keys];
        ByteString[] contents = [.. values];
        Array.Sort(sorted, contents);
        return new KeySnapshot(sorted, contents, secrets) { MakesFilesPrivate = sources.Any(source => source.Value.MakesFilesPrivate) };
    }

    /// <summary>The same keys, for one rendering whose reads of secrets are recorded.</summary>
    public KeySnapshot For(SecretUse use) => HasSecrets ? new KeySnapshot(this, use) : this;

    /// <summary>Looks one key up, byte for byte.</summary>
    public bool TryGetValue(ByteString key, out ByteString value)
    {
        if (IndexOf(key) is { } index)
        {
            value = _values[index];
            NoteUse(key);
            return true;
        }

        value = ByteString.Empty;
        return false;
    }

    /// <summary>True for a stored key; false for folders.</summary>
    public bool Contains(ByteString key) => IndexOf(key) is not null;

    /// <summary>The pairs whose whole key matches, in byte order of the keys; a search within the pattern's literal prefix.</summary>
    public IReadOnlyList<KeyPair> FindAll(KeyPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.IsLiteral)
        {
            return TryGetValue(pattern.LiteralPrefix, out var value) ? [new KeyPair(pattern.LiteralPrefix, value)] : [];
        }

        var matches = new List<int>();
        var prefix = pattern.LiteralPrefix.Span;
        for (var index = FirstAtOrAfter(prefix); index < _keys.Length && _keys[index].Span.StartsWith(prefix); index++)
        {
            if (pattern.IsMatch(_keys[index].Span))
            {
                NoteUse(_keys[index]);
                matches.Add(index);
            }
        }

        return matches.ConvertAll(index => new KeyPair(_keys[index], _values[index]));
    }

    /// <summary>
    /// Names directly below a path, keys and folders, in byte order without duplicates; the base name of the path where it is a key itself.
    /// </summary>
    /// <remarks>As in confd, <c>/</c> lists only the keys directly below the root, no folders.</remarks>
    public ByteString[] List(ByteString path)
    {
        var names = new SortedSet<ByteString>();
        if (Contains(path))
        {
            names.Add(ByteString.Copy(GoPath.Base(path.Span)));
        }

        foreach (var key in Candidates(path, out var folder))
        {
            if (key != path && folder.Contains(ParentOf(key.Span)))
            {
                names.Add(FirstSegment(WithoutPath(key, path)));
            }
        }

        return [.. names];
    }

    /// <summary>Names directly below a path that have something below themselves, in byte order without duplicates.</summary>
    /// <remarks>As in confd, <c>/</c> has none, and every key must also begin with the path exactly as written.</remarks>
    public ByteString[] ListFolders(ByteString path)
    {
        var names = new SortedSet<ByteString>();
        var last = ByteString.Empty;
        foreach (var key in Candidates(path, out var folder))
        {
            // Neighbours are mostly in the same folder, which is then already found.
            if (key.Span.StartsWith(path.Span)
                && folder.ChildOf(ParentOf(key.Span)) is { IsEmpty: false } name
                && !name.SequenceEqual(last.Span))
            {
                last = ByteString.Copy(name);
                names.Add(last);
            }
        }

        return [.. names];
    }

    private static bool IsSorted(ReadOnlySpan<ByteString> keys)
    {
        for (var index = 1; index < keys.Length; index++)
        {
            if (keys[index - 1] >= keys[index])
            {
                return false;
            }
        }

        return true;
    }

    private void NoteUse(ByteString key)
    {
        if (_use is not null && _secrets.Contains(key))
        {
            _use.Note();
        }
    }

    // The keys below a path: one range of the sorted keys. Under the root only the keys without another slash count.
    private IEnumerable<ByteString> Candidates(ByteString path, out Folder folder)
    {
        folder = new Folder(GoPath.Clean(path.Span));
        return (_areKeysClean, folder.IsRoot) switch
        {
            (false, _) => _keys,
            (true, true) => DirectlyBelowRoot(),
            _ => Below(folder.Prefix),
        };
    }

    private IEnumerable<ByteString> Below(byte[] prefix)
    {
        for (var index = FirstAtOrAfter(prefix); index < _keys.Length && _keys[index].Span.StartsWith(prefix); index++)
        {
            yield return _keys[index];
        }
    }

    private IEnumerable<ByteString> DirectlyBelowRoot()
    {
        var index = 0;
        while (index < _keys.Length)
        {
            var key = _keys[index];
            var slash = key.Span[1..].IndexOf((byte)'/');
            if (slash < 0)
            {
                yield return key;
                index++;
                continue;
            }

            // Skips everything below this folder: to the first key after "/folder/".
            var after = key.Span[..(slash + 2)].ToArray();
            after[^1]++;
            index = FirstAtOrAfter(after);
        }
    }

    private ReadOnlySpan<byte> ParentOf(ReadOnlySpan<byte> key)
    {
        if (!_areKeysClean)
        {
            return GoPath.Directory(key);
        }

        return key[..Math.Max(key.LastIndexOf((byte)'/'), 1)];
    }

    private int? IndexOf(ByteString key)
    {
        var index = FirstAtOrAfter(key.Span);
        return index < _keys.Length && _keys[index] == key ? index : null;
    }

    private int FirstAtOrAfter(ReadOnlySpan<byte> key)
    {
        var low = 0;
        var high = _keys.Length;
        while (low < high)
        {
            var middle = (int)((uint)(low + high) / 2);
            if (_keys[middle].Span.SequenceCompareTo(key) < 0)
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

    private static ReadOnlySpan<byte> WithoutSource(ReadOnlySpan<byte> key) =>
        key.StartsWith("/"u8) ? key : key[(key.IndexOf((byte)':') + 1)..];

    private static ByteString WithoutPath(ByteString key, ByteString path)
    {
        var rest = key.Span.StartsWith(path.Span) ? key.Slice(path.Length) : key;
        return rest.Span.StartsWith("/"u8) ? rest.Slice(1) : rest;
    }

    private static ByteString FirstSegment(ByteString path)
    {
        var slash = path.Span.IndexOf((byte)'/');
        return slash < 0 ? path : path.Slice(0, slash);
    }

    /// <summary>A cleaned path, compared segment by segment as confd's store does: the root counts as two empty segments.</summary>
    private readonly struct Folder(byte[] clean)
    {
        public bool IsRoot => clean is [(byte)'/'];

        /// <summary>The start of all keys below.</summary>
        public byte[] Prefix => [.. clean, (byte)'/'];

        /// <summary>True where a cleaned directory is this folder or below it; only the root itself is "below" the root.</summary>
        public bool Contains(ReadOnlySpan<byte> directory) =>
            directory.SequenceEqual(clean) || (!IsRoot && directory.StartsWith(clean) && directory[clean.Length] == '/');

        /// <summary>The segment of a directory below this folder that directly follows it; empty where there is none.</summary>
        public ReadOnlySpan<byte> ChildOf(ReadOnlySpan<byte> directory)
        {
            if (directory.Length <= clean.Length || !Contains(directory))
            {
                return default;
            }

            var rest = directory[(clean.Length + 1)..];
            var slash = rest.IndexOf((byte)'/');
            return slash < 0 ? rest : rest[..slash];
        }
    }
}
