using System.Runtime.InteropServices;
using System.Text.Json;
using Confd.DynamoDb.Responses;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Watching;

/// <summary>Changes of items that were not returned yet, with the last one of each item. Not thread-safe.</summary>
/// <param name="partitionAttribute">The table's partition key.</param>
/// <param name="sortAttribute">The table's sort key; null where it has none.</param>
/// <param name="partitions">The partitions to report; null: all.</param>
/// <param name="capacity">The maximum bytes of images that are kept; beyond that, reading the table is better.</param>
internal sealed class PendingChanges(
    string partitionAttribute, string? sortAttribute, IReadOnlySet<string>? partitions, int capacity = PendingChanges.DefaultCapacity)
{
    /// <summary>Images of 16 MB, as many as a thousand items of 16 KB.</summary>
    public const int DefaultCapacity = 16 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ItemsShape.Options.MaxDepth };

    private readonly Dictionary<(string Partition, string? SortKey), TableItemChange> _items = [];
    private long _bytes;
    private bool _isComplete = true;

    /// <summary>True where there is nothing to report.</summary>
    public bool IsEmpty => _isComplete && _items.Count == 0;

    /// <summary>Adds the change of an item; ignores other partitions.</summary>
    /// <param name="record">The change.</param>
    /// <param name="mayBeOutdated">True where the table may have been read after it.</param>
    public void Add(StreamRecord record, bool mayBeOutdated)
    {
        if (record.KeyText(partitionAttribute) is not { } partition || partitions?.Contains(partition) == false || !_isComplete)
        {
            return;
        }

        var sortKey = sortAttribute is null ? null : record.KeyText(sortAttribute);
        if (sortAttribute is not null && sortKey is null)
        {
            // A sort key that is not text cannot be reported.
            AddGap();
            return;
        }

        // A copy: an image that stays part of its page keeps the whole page alive.
        JsonElement? image = record.NewImage is { } newImage && !record.IsRemoval
            ? JsonElement.Parse(JsonMarshal.GetRawUtf8Value(newImage), Options)
            : null;
        var change = new TableItemChange(partition, sortKey, image, record.HasState) { MayBeOutdated = mayBeOutdated };
        _items.TryGetValue((partition, sortKey), out var earlier);
        _items[(partition, sortKey)] = change;
        _bytes += Bytes(change) - Bytes(earlier);
        if (_bytes > capacity)
        {
            AddGap();
        }
    }

    /// <summary>Records that anything may have changed.</summary>
    public void AddGap()
    {
        _items.Clear();
        _bytes = 0;
        _isComplete = false;
    }

    /// <summary>Returns and removes all that is kept.</summary>
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
