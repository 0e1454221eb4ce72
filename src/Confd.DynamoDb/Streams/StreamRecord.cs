using System.Text.Json;
using Confd.DynamoDb.Reading;

namespace Confd.DynamoDb.Streams;

/// <summary>One change of one item.</summary>
internal readonly struct StreamRecord(JsonElement record)
{
    private readonly JsonElement _change = record.GetProperty("dynamodb"u8);

    /// <summary>Its place in the shard.</summary>
    public string SequenceNumber => _change.GetProperty("SequenceNumber"u8).GetString()!;

    /// <summary>When it happened, to the second.</summary>
    public DateTimeOffset CreatedAt => _change.TryGetProperty("ApproximateCreationDateTime"u8, out var seconds)
        ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.GetDouble())
        : DateTimeOffset.UnixEpoch;

    /// <summary>True where the record tells what the item is now: it was deleted, or the stream carries new images.</summary>
    public bool TellsState => IsRemoval || _change.TryGetProperty("NewImage"u8, out _);

    /// <summary><c>INSERT</c>, <c>MODIFY</c> or <c>REMOVE</c>.</summary>
    public string EventName => record.GetProperty("eventName"u8).GetString()!;

    /// <summary>True where the item was deleted.</summary>
    public bool IsRemoval => EventName == "REMOVE";

    /// <summary>The attributes of the item's primary key, as DynamoDB JSON.</summary>
    public JsonElement Keys => _change.GetProperty("Keys"u8);

    /// <summary>The item after the change, as DynamoDB JSON; null where it is gone or the stream does not tell.</summary>
    public JsonElement? NewImage => _change.TryGetProperty("NewImage"u8, out var image) ? image : null;

    /// <summary>The item before the change, as DynamoDB JSON; null where there was none or the stream does not tell.</summary>
    public JsonElement? OldImage => _change.TryGetProperty("OldImage"u8, out var image) ? image : null;

    /// <summary>The key that changed; null where the item is of another partition.</summary>
    public string? KeyIn(TableShape shape)
    {
        var keys = _change.GetProperty("Keys"u8);
        return shape.PartitionAttribute is null || Text(keys, shape.PartitionAttribute) == shape.Partition
            ? Text(keys, shape.KeyAttribute)
            : null;
    }

    /// <summary>The text of a key attribute; null where it is no text.</summary>
    public string? KeyText(string attribute) => Text(_change.GetProperty("Keys"u8), attribute);

    /// <summary>The item as it is now; null where it is gone or has no value attribute.</summary>
    public KeyItem? ItemIn(TableShape shape, string key)
    {
        if (IsRemoval || !_change.GetProperty("NewImage"u8).TryGetProperty(shape.ValueAttribute, out var value))
        {
            return null;
        }

        if (value.TryGetProperty("S"u8, out var text))
        {
            return new KeyItem(key, System.Text.Encoding.UTF8.GetBytes(text.GetString()!), IsText: true);
        }

        // {"N": "1.5"}, {"BOOL": true}, {"L": […]}
        foreach (var typed in value.EnumerateObject())
        {
            return new KeyItem(key, default, IsText: false)
            {
                OtherType = typed.Name,
                Scalar = typed.Name switch
                {
                    "N" => typed.Value.GetString(),
                    "BOOL" => typed.Value.GetRawText(),
                    _ => null,
                },
            };
        }

        return new KeyItem(key, default, IsText: false);
    }

    /// <summary>Writes the record anew with a new image in place of its own.</summary>
    /// <param name="writer">Gets one object.</param>
    /// <param name="writeImage">Writes the attributes of the new image.</param>
    public void WriteWith(Utf8JsonWriter writer, Action<Utf8JsonWriter> writeImage)
    {
        writer.WriteStartObject();
        writer.WriteString("eventName"u8, EventName);
        writer.WriteStartObject("dynamodb"u8);
        writer.WriteNumber("ApproximateCreationDateTime"u8, (CreatedAt - DateTimeOffset.UnixEpoch).TotalSeconds);
        writer.WritePropertyName("Keys"u8);
        Keys.WriteTo(writer);
        writer.WriteStartObject("NewImage"u8);
        writeImage(writer);
        writer.WriteEndObject();
        writer.WriteString("SequenceNumber"u8, SequenceNumber);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement item, string attribute) =>
        item.TryGetProperty(attribute, out var value) && value.TryGetProperty("S"u8, out var text) ? text.GetString() : null;
}
