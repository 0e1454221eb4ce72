using System.Buffers.Binary;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <summary>The objects for the names of a text, one for each name. Most texts have few names, which are searched linearly.</summary>
/// <typeparam name="T">The object for a name.</typeparam>
internal sealed class NameTable<T> : IDisposable
    where T : class
{
    // A linear search of this many costs less than a look-up in a dictionary.
    private const int MaxLinearSearch = 32;

    private Entry[] _first = Lent<Entry>.Take(MaxLinearSearch);
    private int _count;
    private Dictionary<ByteString, T>? _others;

    /// <summary>A property of each object that was added, in no order.</summary>
    public TPart[] Select<TPart>(Func<T, TPart> select)
    {
        var parts = new TPart[_count + (_others?.Count ?? 0)];
        for (var i = 0; i < _count; i++)
        {
            parts[i] = select(_first[i].Item);
        }

        var next = _count;
        foreach (var (_, item) in _others ?? [])
        {
            parts[next++] = select(item);
        }

        return parts;
    }

    /// <summary>The object for a name; null where it was not added.</summary>
    public T? Find(ByteString name)
    {
        var beginning = BeginningOf(name);
        foreach (ref readonly var entry in _first.AsSpan(0, _count))
        {
            if (entry.Beginning == beginning && entry.Name == name)
            {
                return entry.Item;
            }
        }

        return _others?.GetValueOrDefault(name);
    }

    /// <summary>Adds a name that is not in the table.</summary>
    public void Add(ByteString name, T item)
    {
        if (_count < MaxLinearSearch)
        {
            _first[_count++] = new Entry(BeginningOf(name), name, item);
        }
        else
        {
            (_others ??= []).Add(name, item);
        }
    }

    /// <summary>Returns the memory; nothing may be added anymore.</summary>
    public void Dispose() => Lent<Entry>.GiveBack(ref _first);

    // Up to eight bytes, in which most names differ.
    private static ulong BeginningOf(ByteString name)
    {
        var bytes = name.Span;
        if (bytes.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }

        var beginning = 0UL;
        foreach (var value in bytes)
        {
            beginning = (beginning << 8) | value;
        }

        return beginning;
    }

    private readonly record struct Entry(ulong Beginning, ByteString Name, T Item);
}
