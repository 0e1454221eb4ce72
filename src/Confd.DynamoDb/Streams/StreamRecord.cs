using System.Runtime.InteropServices;
using System.Text.Json;
using Confd.DynamoDb.Reading;
using Confd.Shared;

namespace Confd.DynamoDb.Streams;

/// <summary>One change of one item.</summary>
internal readonly struct StreamRecord(JsonElement record)
{
    private readonly JsonElement _change = record.GetProperty("dynamodb"u8);

    /// <summary>Its position in the shard.</summary>
    public string SequenceNumber => _change.GetProperty("SequenceNumber"u8).GetString()!;

    /// <summary>Its size as JSON.</summary>
    public int Bytes => JsonMarshal.GetRawUtf8Value(record).Length;

    /// <summary>When it happened, to the second.</summary>
    public DateTimeOffset CreatedAt => _change.TryGetProperty("ApproximateCreationDateTime"u8, out var seconds)
        ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.GetDouble())
        : DateTimeOffset.UnixEpoch;

    /// <summary>True where the record has the current state of the item: it was deleted, or the stream has new images.</summary>
    public bool HasState => IsRemoval || _change.TryGetProperty("NewImage"u8, out _);

    /// <summary><c>INSERT</c>, <c>MODIFY</c> or <c>REMOVE</c>.</summary>
    public string EventName => record.GetProperty("eventName"u8).GetString()!;

    /// <summary>True where the item was deleted.</summary>
    public bool IsRemoval => EventName == "REMOVE";

    /// <summary>The attributes of the item's primary key, as DynamoDB JSON.</summary>
    public JsonElement Keys => _change.GetProperty("Keys"u8);

    /// <summary>The item after the change, as DynamoDB JSON; null where it is gone or the stream does not have it.</summary>
    public JsonElement? NewImage => _change.TryGetProperty("NewImage"u8, out var image) ? image : null;

    /// <summary>The item before the change, as DynamoDB JSON; null where there was none or the stream does not have it.</summary>
    public JsonElement? OldImage => _change.TryGetProperty("OldImage"u8, out var image) ? image : null;

    /// <summary>False where keys may have changed that are not in the record, and those in the record may be incomplete: keys of an index
    /// are only in the images, and another item may have the same one.</summary>
    public bool HasAllKeys(TableShape shape) => shape.IndexName is null
        || ((IsRemoval || NewImage is not null)
            && (EventName == "INSERT" || OldImage is not null)
            && (KeyIn(shape, OldImage) is not { } old || !LeavesIndex(shape, old)));

    /// <summary>True where the item does not have a key of an index anymore.</summary>
    public bool LeavesIndex(TableShape shape, string key) =>
        shape.IndexName is not null && (IsRemoval || KeyIn(shape, NewImage) != key);

    /// <summary>The keys that changed: none where the item is in another partition, two where it has another key in the index
    /// now.</summary>
    public IEnumerable<string> KeysIn(TableShape shape)
    {
        JsonElement?[] places = shape.IndexName is null ? [Keys] : [OldImage, NewImage];
        return places.Select(place => KeyIn(shape, place)).OfType<string>().Distinct(StringComparer.Ordinal);
    }

    /// <summary>The key in an image of the item; null where there is none, or it is in another partition.</summary>
    public static string? KeyIn(TableShape shape, JsonElement? image) =>
        image is { } item && (shape.PartitionAttribute is null || Text(item, shape.PartitionAttribute) == shape.Partition)
            ? Text(item, shape.KeyAttribute)
            : null;

    /// <summary>The text of a key attribute; null where it is not text.</summary>
    public string? KeyText(string attribute) => Text(_change.GetProperty("Keys"u8), attribute);

    /// <summary>The item as it is now; null where it is gone, has another key now or no value attribute.</summary>
    public KeyItem? ItemIn(TableShape shape, string key)
    {
        if (IsRemoval
            || (shape.IndexName is not null && KeyIn(shape, NewImage) != key)
            || !_change.GetProperty("NewImage"u8).TryGetProperty(shape.ValueAttribute, out var value))
        {
            return null;
        }

        if (value.TryGetProperty("S"u8, out var text))
        {
            return new KeyItem(key, System.Text.Encoding.UTF8.GetBytes(text.GetString()!));
        }

        // {"N": "1.5"}, {"BOOL": true}, {"L": […]}
        foreach (var typed in value.EnumerateObject())
        {
            var scalar = typed.Name switch
            {
                "N" => typed.Value.GetString(),
                "BOOL" => typed.Value.GetRawText(),
                _ => null,
            };
            return new KeyItem(key, default) { Other = new OtherValue(typed.Name, scalar) };
        }

        return new KeyItem(key, default) { Other = new OtherValue(null, null) };
    }

    /// <summary>A copy of the record with an item as its new image; null: one without a value.</summary>
    public StreamRecord With(KeyItem? item, TableShape shape)
    {
        var self = this;
        var json = WrittenJson.Of(writer => self.Write(writer, images =>
        {
            images.WriteStartObject("NewImage"u8);
            if (item is { } present)
            {
                images.WriteStartObject(shape.ValueAttribute);
                WriteValue(images, present);
                images.WriteEndObject();
            }

            images.WriteEndObject();
        }));
        using var document = JsonDocument.Parse(json);
        return new StreamRecord(document.RootElement.Clone());
    }

    /// <summary>Writes a copy of the record: the parts that readers need, and other images.</summary>
    /// <param name="writer">Receives one object.</param>
    /// <param name="writeImages">Writes the images, each under its name.</param>
    public void Write(Utf8JsonWriter writer, Action<Utf8JsonWriter> writeImages)
    {
        writer.WriteStartObject();
        writer.WriteString("eventName"u8, EventName);
        writer.WriteStartObject("dynamodb"u8);
        writer.WriteNumber("ApproximateCreationDateTime"u8, (CreatedAt - DateTimeOffset.UnixEpoch).TotalSeconds);
        WriteAsIs(writer, "Keys", Keys);
        writeImages(writer);
        writer.WriteString("SequenceNumber"u8, SequenceNumber);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the exact bytes of the stream, so that the size is known in advance.</summary>
    public static void WriteAsIs(Utf8JsonWriter writer, string name, JsonElement element)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
    }

    // The parts that ItemIn reads: for other types than these only the name.
    private static void WriteValue(Utf8JsonWriter image, in KeyItem item)
    {
        if (item.Other is not { } other)
        {
            image.WriteString("S"u8, item.Value.Span);
        }
        else if (other is { Type: "N", Scalar: { } digits })
        {
            image.WriteString("N"u8, digits);
        }
        else if (other is { Type: "BOOL", Scalar: { } truth })
        {
            image.WriteBoolean("BOOL"u8, truth == "true");
        }
        else if (other.Type is { } type)
        {
            image.WriteNull(type);
        }
    }

    private static string? Text(JsonElement item, string attribute) =>
        item.TryGetProperty(attribute, out var value) && value.TryGetProperty("S"u8, out var text) ? text.GetString() : null;
}
