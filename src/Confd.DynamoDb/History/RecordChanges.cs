using System.Text.Json;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.History;

/// <summary>Converts records of the stream to changes of keys.</summary>
internal static class RecordChanges
{
    /// <summary>The changes of keys of a table or index: none where the item is in another partition, two where it has another key in the
    /// index now.</summary>
    public static IEnumerable<KeyChange> Of(StreamRecord record, TableShape shape) => record.KeysIn(shape).Select(key =>
    {
        bool Has(JsonElement? image) =>
            shape.IndexName is null || image is null || StreamRecord.KeyIn(shape, image) == key;
        return new KeyChange(
            key,
            record.CreatedAt,
            record.EventName == "INSERT" || !Has(record.OldImage) ? new KeyState(KeyStateKind.Absent) : StateIn(record.OldImage, shape),
            record.IsRemoval || !Has(record.NewImage) ? new KeyState(KeyStateKind.Absent) : StateIn(record.NewImage, shape))
        {
            ItemBefore = Has(record.OldImage) ? record.OldImage : null,
            ItemAfter = Has(record.NewImage) ? record.NewImage : null,
        };
    });

    private static KeyState StateIn(JsonElement? image, TableShape shape) => image switch
    {
        null => new KeyState(KeyStateKind.Unknown),
        { } item when item.TryGetProperty(shape.ValueAttribute, out var value) && value.TryGetProperty("S"u8, out var text) =>
            new KeyState(KeyStateKind.Text, text.GetString()),
        _ => new KeyState(KeyStateKind.Other),
    };
}
