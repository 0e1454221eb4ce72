using System.Text.Json;
using Amazon.DynamoDBv2.Model;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Converts JSON values to DynamoDB attributes and back, one to one.</summary>
internal static class AttributeJson
{
    // Lists and strings of flags and segments. NULL stands for empty: Go's marshaller wrote them so.
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal)
    {
        "prerequisites", "targets", "contextTargets", "rules", "clauses", "variations", "values",
        "included", "excluded", "includedContexts", "excludedContexts",
    };

    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        "key", "salt", "sel", "attribute", "op", "id", "kind", "contextKind", "rolloutContextKind", "unboundedContextKind",
        "bucketBy",
    };

    private static readonly HashSet<string> ListsOfTargets = new(StringComparer.Ordinal)
    {
        "targets", "contextTargets", "includedContexts", "excludedContexts",
    };

    /// <summary>Reads an object. Empty strings and lists become NULL, as Go's marshaller wrote them; except in the values that flags
    /// serve, and in lists of keys.</summary>
    /// <exception cref="JsonException">Not a JSON object.</exception>
    public static Dictionary<string, AttributeValue> Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not a JSON object");
        }

        return ReadMap(ref reader, areEmptyKept: false);
    }

    /// <summary>
    /// Writes a property of a flag or segment. Lists and strings that are NULL are written as empty, as they were: some SDKs fail on null,
    /// and a null salt results in other buckets. So are keys, of which one may be empty. Values that flags serve and clauses compare stay
    /// as they are.
    /// </summary>
    public static void WriteProperty(Utf8JsonWriter writer, string name, AttributeValue value)
    {
        writer.WritePropertyName(name);
        if (value.NULL == true && Lists.Contains(name))
        {
            WriteList(writer, [], Write);
        }
        else if (value.NULL == true && Texts.Contains(name))
        {
            writer.WriteStringValue("");
        }
        else if (name is "included" or "excluded")
        {
            WriteKeys(writer, value);
        }
        else if (name is "variations" or "values")
        {
            Write(writer, value);
        }
        else if (ListsOfTargets.Contains(name))
        {
            WriteModel(writer, value, WriteTargetProperty);
        }
        else
        {
            WriteModel(writer, value, WriteProperty);
        }
    }

    // The values of a clause may be anything; those of a target are keys.
    private static void WriteTargetProperty(Utf8JsonWriter writer, string name, AttributeValue value)
    {
        if (name == "values" && value.IsLSet)
        {
            writer.WritePropertyName(name);
            WriteKeys(writer, value);
        }
        else
        {
            WriteProperty(writer, name, value);
        }
    }

    private static void WriteKeys(Utf8JsonWriter writer, AttributeValue value)
    {
        if (value.IsLSet)
        {
            WriteList(writer, value.L ?? [], WriteKey);
        }
        else
        {
            Write(writer, value);
        }
    }

    private static void WriteKey(Utf8JsonWriter writer, AttributeValue value)
    {
        if (value.NULL == true)
        {
            writer.WriteStringValue("");
        }
        else
        {
            Write(writer, value);
        }
    }

    private static void WriteModel(
        Utf8JsonWriter writer, AttributeValue value, Action<Utf8JsonWriter, string, AttributeValue> writeProperty)
    {
        if (value.IsLSet)
        {
            WriteList(writer, value.L ?? [], (_, element) => WriteModel(writer, element, writeProperty));
        }
        else if (value.IsMSet)
        {
            WriteMap(writer, value.M ?? [], writeProperty);
        }
        else
        {
            Write(writer, value);
        }
    }

    private static void Write(Utf8JsonWriter writer, AttributeValue value)
    {
        switch (value)
        {
            case { S: { } text }:
                writer.WriteStringValue(text);
                break;
            case { N: { } number }:
                writer.WriteRawValue(number);
                break;
            case { BOOL: { } boolean }:
                writer.WriteBooleanValue(boolean);
                break;
            case { IsLSet: true }:
                WriteList(writer, value.L ?? [], Write);
                break;
            case { IsMSet: true }:
                WriteMap(writer, value.M ?? [], WriteData);
                break;
            case { SS: { Count: > 0 } texts }:
                WriteList(writer, [.. texts.Select(text => new AttributeValue { S = text })], Write);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteData(Utf8JsonWriter writer, string name, AttributeValue value)
    {
        writer.WritePropertyName(name);
        Write(writer, value);
    }

    private static void WriteList(Utf8JsonWriter writer, List<AttributeValue> list, Action<Utf8JsonWriter, AttributeValue> write)
    {
        writer.WriteStartArray();
        foreach (var element in list)
        {
            write(writer, element);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(
        Utf8JsonWriter writer, Dictionary<string, AttributeValue> map, Action<Utf8JsonWriter, string, AttributeValue> writeProperty)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writeProperty(writer, name, value);
        }

        writer.WriteEndObject();
    }

    private static AttributeValue ReadValue(ref Utf8JsonReader reader, bool areEmptyKept, bool areElementsKept) => reader.TokenType switch
    {
        JsonTokenType.String =>
            reader.GetString() is { } text && (text.Length > 0 || areEmptyKept) ? new() { S = text } : new() { NULL = true },
        JsonTokenType.Number => new() { N = System.Text.Encoding.UTF8.GetString(reader.ValueSpan) },
        JsonTokenType.True => new() { BOOL = true },
        JsonTokenType.False => new() { BOOL = false },
        JsonTokenType.StartArray => ReadList(ref reader, areEmptyKept, areElementsKept),
        JsonTokenType.StartObject => new() { M = ReadMap(ref reader, areEmptyKept), IsMSet = true },
        _ => new() { NULL = true },
    };

    private static AttributeValue ReadList(ref Utf8JsonReader reader, bool isEmptyKept, bool areElementsKept)
    {
        var list = new List<AttributeValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(ReadValue(ref reader, areElementsKept, areElementsKept));
        }

        return list.Count > 0 || isEmptyKept ? new() { L = list, IsLSet = true } : new() { NULL = true };
    }

    private static Dictionary<string, AttributeValue> ReadMap(ref Utf8JsonReader reader, bool areEmptyKept)
    {
        var map = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();

            // An empty string that a flag serves or a clause compares is a value: as NULL it would be read as null. An empty key is a key.
            var areElementsKept = areEmptyKept || name is "variations" or "values" or "included" or "excluded";
            map[name] = ReadValue(ref reader, areEmptyKept, areElementsKept);
        }

        return map;
    }
}
