using System.Runtime.InteropServices;
using System.Text.Json;
using Confd.DynamoDb.Answers;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Changes of items that nobody has asked for yet, the last of each item kept. Not safe to share between threads.</summary>
/// <param name="partitionAttribute">The table's partition key.</param>
/// <param name="sortAttribute">The table's sort key; null where it has none.</param>
/// <param name="partitions">The partitions that matter; null: all.</param>
/// <param name="capacity">Bytes of images that are kept; reading the table is better than keeping more.</param>
internal sealed class PendingChanges(
    string partitionAttribute, string? sortAttribute, IReadOnlySet<string>? partitions, int capacity = PendingChanges.UsualCapacity)
{
    /// <summary>Images of 16 MB, as many as a thousand items of 16 KB.</summary>
    public const int UsualCapacity = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ItemsShape.Options.MaxDepth };

    private readonly Dictionary<(string Partition, string? SortKey), TableItemChange> _items = [];
    private long _bytes;
    private bool _isComplete = true;

    /// <summary>True where there is nothing to tell.</summary>
    public bool IsEmpty => _isComplete && _items.Count == 0;

    /// <summary>Notes what happened to an item; of other partitions nothing.</summary>
    public void Add(StreamRecord record)
    {
        if (record.KeyText(partitionAttribute) is not { } partition || partitions?.Contains(partition) == false || !_isComplete)
        {
            return;
        }

        var sortKey = sortAttribute is null ? null : record.KeyText(sortAttribute);
        if (sortAttribute is not null && sortKey is null)
        {
            // A sort key that is no text cannot be told.
            AddGap();
            return;
        }

        // A copy: an image that stays a part of its page keeps the whole page.
        JsonElement? image = record.NewImage is { } told && !record.IsRemoval
            ? JsonElement.Parse(JsonMarshal.GetRawUtf8Value(told), Options)
            : null;
        var change = new TableItemChange(partition, sortKey, image, record.TellsState);
        _items.TryGetValue((partition, sortKey), out var earlier);
        _items[(partition, sortKey)] = change;
        _bytes += Bytes(change) - Bytes(earlier);
        if (_bytes > capacity)
        {
            AddGap();
        }
    }

    /// <summary>Notes that anything may have changed.</summary>
    public void AddGap()
    {
        _items.Clear();
        _bytes = 0;
        _isComplete = false;
    }

    /// <summary>Takes all that is kept.</summary>
    public TableChanges Take()
    {
        var taken = new TableChanges([.. _items.Values], _isComplete);
        _items.Clear();
        _bytes = 0;
        _isComplete = true;
        return taken;
    }

    private static long Bytes(TableItemChange? change) => change switch
    {
        null => 0,
        { Image: { } image } => JsonMarshal.GetRawUtf8Value(image).Length,
        _ => change.Partition.Length + (change.SortKey?.Length ?? 0),
    };
}
