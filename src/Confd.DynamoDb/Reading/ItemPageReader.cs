using System.Buffers;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Responses;

namespace Confd.DynamoDb.Reading;

/// <summary>Reads the JSON of a Scan's or Query's response, which <see cref="Confd.DynamoDb.Responses.WireResponseShape"/> has
/// checked.</summary>
internal sealed class ItemPageReader(TableShape shape, KeyCover cover)
{
    private const int SampledItems = 32;

    // {"k":{"S":"a"},"v":{"S":""}}
    private const int MinItemBytes = 28;

    private readonly byte[] _keyAttribute = Encoding.UTF8.GetBytes(shape.KeyAttribute);
    private readonly byte[] _valueAttribute = Encoding.UTF8.GetBytes(shape.ValueAttribute);
    private readonly ItemPage _page = new();

    /// <summary>Reads one response; may be called once.</summary>
    /// <exception cref="JsonException">The response is incomplete.</exception>
    public ItemPage Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ItemsShape.Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Items"u8))
            {
                ReadItems(ref reader, json.Length);
            }
            else if (reader.ValueTextEquals("LastEvaluatedKey"u8))
            {
                _page.LastKey = ReadKey(ref reader);
            }
            else if (reader.ValueTextEquals("ConsumedCapacity"u8))
            {
                ReadUnits(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return _page;
    }

    private void ReadItems(ref Utf8JsonReader reader, int length)
    {
        reader.Read();
        var start = reader.BytesConsumed;
        for (var count = 1; reader.Read() && reader.TokenType == JsonTokenType.StartObject; count++)
        {
            ReadItem(ref reader);
            if (count == SampledItems)
            {
                MakeSpace(length - start, reader.BytesConsumed - start);
            }
        }
    }

    // Items of a table are usually similar: the capacity for all is reserved based on the first ones, instead of doubling it repeatedly.
    private void MakeSpace(long length, long sampled) =>
        _page.Items.EnsureCapacity((int)Math.Min(_page.Items.Count * (length + (length / 16)) / sampled, length / MinItemBytes));

    // {"key": {"S": "/app/a"}, "value": {"S": "text"}}
    private void ReadItem(ref Utf8JsonReader reader)
    {
        string? key = null;
        KeyItem? value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(_keyAttribute))
            {
                key = TryReadKey(ref reader);
            }
            else if (reader.ValueTextEquals(_valueAttribute))
            {
                value = ReadValue(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        if (value is { } item && key is not null && cover.Contains(key))
        {
            item = item with { Key = key };
            _page.Items.Add(item);
            _page.Bytes += item.Weight;
        }
    }

    // The text of {"S": "text"}; null for any other type.
    private static string? TryReadKey(ref Utf8JsonReader reader)
    {
        var key = EnterText(ref reader) ? reader.GetString() : null;
        reader.Read();
        return key;
    }

    // An item without its key, from {"S": "text"}, {"N": "1.5"}, {"BOOL": true}, {"L": […]}.
    private static KeyItem ReadValue(ref Utf8JsonReader reader)
    {
        var start = reader;
        if (TryReadText(ref reader) is { } text)
        {
            return new KeyItem("", text);
        }

        start.Read();
        start.Read();
        var type = start.GetString();
        start.Read();
        var scalar = type switch
        {
            "N" => start.GetString(),
            "BOOL" => start.GetBoolean() ? "true" : "false",
            _ => null,
        };
        return new KeyItem("", default) { Other = new OtherValue(type, scalar) };
    }

    // The unescaped bytes.
    private static byte[]? TryReadText(ref Utf8JsonReader reader)
    {
        var text = EnterText(ref reader) ? Unescape(ref reader) : null;
        reader.Read();
        return text;
    }

    // Moves to the text of {"S": "text"}; false, and past the value, for any other type.
    private static bool EnterText(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Read();
        var isText = reader.ValueTextEquals("S"u8);
        reader.Read();
        if (!isText)
        {
            reader.Skip();
        }

        return isText;
    }

    private static byte[] Unescape(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.ToArray();
        }

        // Unescaped text is never longer.
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        var length = reader.CopyString(buffer);
        var text = buffer.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    private static Dictionary<string, AttributeValue>? ReadKey(ref Utf8JsonReader reader)
    {
        var key = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            reader.Read();
            var type = reader.GetString();
            reader.Read();

            // Key attributes are strings, numbers or bytes, nothing else.
            key[name] = type switch
            {
                "S" => new AttributeValue { S = reader.GetString() },
                "N" => new AttributeValue { N = reader.GetString() },
                _ => new AttributeValue { B = new MemoryStream(reader.GetBytesFromBase64()) },
            };
            reader.Read();
        }

        // According to the reference, an empty key is the end, too.
        return key.Count > 0 ? key : null;
    }

    private void ReadUnits(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("CapacityUnits"u8))
            {
                reader.Read();
                _page.Units = reader.GetDouble();
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
