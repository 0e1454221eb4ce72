using System.Text.Json;

namespace Confd.DynamoDb.Responses;

/// <summary>Checks responses with items, without building objects: pages have up to 1 MB.</summary>
internal static class ItemsShape
{
    /// <summary>Values nest 32 levels deep in DynamoDB, and each level is two of JSON.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    public static string? FindFaultOfPage(ReadOnlySpan<byte> body, bool hasItems)
    {
        var reader = new Utf8JsonReader(body, Options);
        if (!Begins(ref reader))
        {
            return "that is not an object";
        }

        int? items = null;
        int? count = null;
        int? scanned = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Items"u8))
            {
                reader.Read();
                if (CountItems(ref reader) is not { } found)
                {
                    return "with malformed Items";
                }

                items = found;
            }
            else if (reader.ValueTextEquals("Count"u8))
            {
                count = ReadCount(ref reader);
            }
            else if (reader.ValueTextEquals("ScannedCount"u8))
            {
                scanned = ReadCount(ref reader);
            }
            else if (reader.ValueTextEquals("LastEvaluatedKey"u8))
            {
                reader.Read();
                if (!SkipItem(ref reader))
                {
                    return "with a malformed LastEvaluatedKey";
                }
            }
            else if (!SkipCapacity(ref reader))
            {
                return "with a malformed ConsumedCapacity";
            }
        }

        // Reads on: anything after the response makes it invalid.
        reader.Read();
        return count is null || scanned is null ? "without Count and ScannedCount"
            : hasItems && items is null ? "without Items"
            : items is not null && items != count ? "whose Count is not the number of its Items"
            : scanned < count ? "whose ScannedCount is below its Count"
            : null;
    }

    public static string? FindFaultOfBatch(ReadOnlySpan<byte> body, bool needsCapacity)
    {
        var reader = new Utf8JsonReader(body, Options);
        if (!Begins(ref reader))
        {
            return "that is not an object";
        }

        var (hasResponses, hasLeftovers, hasCapacity, tables) = (false, false, false, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Responses"u8))
            {
                hasResponses = Begins(ref reader);
                while (hasResponses && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    tables++;
                    reader.Read();
                    if (CountItems(ref reader) is null)
                    {
                        return "with malformed Responses";
                    }
                }
            }
            else if (reader.ValueTextEquals("UnprocessedKeys"u8))
            {
                hasLeftovers = Begins(ref reader);
                while (hasLeftovers && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    tables++;
                    reader.Skip();
                }
            }
            else
            {
                hasCapacity |= reader.ValueTextEquals("ConsumedCapacity"u8);
                reader.Skip();
            }
        }

        reader.Read();
        return !hasResponses ? "without Responses"
            : !hasLeftovers ? "without UnprocessedKeys"
            : tables == 0 ? "that names no table"
            : needsCapacity && !hasCapacity ? "without ConsumedCapacity"
            : null;
    }

    public static string? FindFaultOfItem(ReadOnlySpan<byte> body, bool needsCapacity)
    {
        var reader = new Utf8JsonReader(body, Options);
        if (!Begins(ref reader))
        {
            return "that is not an object";
        }

        var hasCapacity = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Item"u8))
            {
                reader.Read();
                if (!SkipItem(ref reader))
                {
                    return "with a malformed Item";
                }
            }
            else
            {
                hasCapacity |= reader.ValueTextEquals("ConsumedCapacity"u8);
                reader.Skip();
            }
        }

        reader.Read();
        return needsCapacity && !hasCapacity ? "without ConsumedCapacity" : null;
    }

    /// <summary>True for <c>{"name": {"S": "text"}, ...}</c>.</summary>
    public static bool IsItem(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.EnumerateObject().All(attribute => IsAttribute(attribute.Value));

    private static bool IsAttribute(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 1)
        {
            return false;
        }

        var typed = value.EnumerateObject().First();
        return !(
            typed.NameEquals("S"u8) || typed.NameEquals("N"u8) || typed.NameEquals("B"u8)) || typed.Value.ValueKind == JsonValueKind.String;
    }

    private static bool Begins(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    private static int? ReadCount(ref Utf8JsonReader reader)
    {
        reader.Read();
        var count = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= 0 ? number : (int?)null;
        reader.Skip();
        return count;
    }

    // From the list's start to its end; null where it is not a list of items.
    private static int? CountItems(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        for (var count = 0; ; count++)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return count;
            }

            if (!SkipItem(ref reader))
            {
                return null;
            }
        }
    }

    // {"key": {"S": "/app/a"}, "list": {"L": [...]}}
    private static bool SkipItem(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!Begins(ref reader) || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            {
                return false;
            }

            var isScalar = reader.ValueTextEquals("S"u8) || reader.ValueTextEquals("N"u8) || reader.ValueTextEquals("B"u8);
            reader.Read();
            if (isScalar && reader.TokenType != JsonTokenType.String)
            {
                return false;
            }

            reader.Skip();
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject)
            {
                return false;
            }
        }

        return true;
    }

    // Anything but a capacity is skipped: DynamoDB may add to its responses.
    private static bool SkipCapacity(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("ConsumedCapacity"u8))
        {
            reader.Skip();
            return true;
        }

        if (!Begins(ref reader))
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUnits = reader.ValueTextEquals("CapacityUnits"u8);
            reader.Read();
            if (isUnits && (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out _)))
            {
                return false;
            }

            reader.Skip();
        }

        return true;
    }
}
