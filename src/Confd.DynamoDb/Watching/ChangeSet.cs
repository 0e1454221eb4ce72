using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.Watching;

/// <summary>Changes of a table in the order of their arrival, the last of each key kept.</summary>
internal sealed class ChangeSet
{
    private readonly Dictionary<string, KeyItem?> _items = new(StringComparer.Ordinal);

    /// <summary>Keys and what they are now; null for "gone".</summary>
    public IReadOnlyDictionary<string, KeyItem?> Items => _items;

    public void Set(string key, KeyItem? item) => _items[key] = item;

    public void Clear() => _items.Clear();
}
