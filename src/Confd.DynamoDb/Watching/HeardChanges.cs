using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Watching;

/// <summary>What each key that has changed is now. Not safe to share between threads.</summary>
internal sealed class HeardChanges
{
    private readonly Dictionary<string, KeyItem?> _items = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>The items by their keys; null: gone.</summary>
    public IReadOnlyDictionary<string, KeyItem?> Items => _items;

    /// <summary>Notes a change.</summary>
    /// <returns>What all that is noted weighs.</returns>
    public long Add(string key, KeyItem? item)
    {
        _bytes += Weigh(key, item) - (_items.TryGetValue(key, out var earlier) ? Weigh(key, earlier) : 0);
        _items[key] = item;
        return _bytes;
    }

    /// <summary>Notes what somebody else has noted.</summary>
    public void AddAll(HeardChanges others)
    {
        foreach (var (key, item) in others._items)
        {
            Add(key, item);
        }
    }

    /// <summary>Forgets all of it.</summary>
    public void Clear()
    {
        _items.Clear();
        _bytes = 0;
    }

    private static long Weigh(string key, KeyItem? item) => ByteRoom.Weigh(key, item?.Value.Length ?? 0);
}
