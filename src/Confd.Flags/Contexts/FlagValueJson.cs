using System.Text;
using System.Text.Json;
using Confd.Flags.Text;
using Confd.Shared;

namespace Confd.Flags.Contexts;

/// <summary>Reads and writes <see cref="FlagValue"/>.</summary>
public static class FlagValueJson
{
    // A double represents up to 15 significant digits exactly; a longer number keeps its text.
    private const int ExactNumberLength = 15;

    /// <summary>Reads a text that is one JSON value.</summary>
    /// <exception cref="FlagFormatException">The text is not one JSON value.</exception>
    public static FlagValue Parse(ReadOnlySpan<byte> utf8Json) => JsonReading.ReadWhole(utf8Json, ReadValue);

    /// <summary>Reads the value at the reader's position; afterwards the reader is at the value's last token.</summary>
    /// <exception cref="FlagFormatException">The text is not valid JSON.</exception>
    public static FlagValue Read(ref Utf8JsonReader reader) => JsonReading.ReadHere(ref reader, ReadValue);

    /// <summary>As the public method; for use within a larger reading, which handles invalid JSON.</summary>
    internal static FlagValue ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return default;
            case JsonTokenType.True: return true;
            case JsonTokenType.False: return false;
            case JsonTokenType.Number: return ReadNumber(ref reader);
            case JsonTokenType.String: return JsonStrings.Read(ref reader);
            case JsonTokenType.StartArray: return ReadArray(ref reader);
            case JsonTokenType.StartObject: return FlagValue.ObjectOf(ReadObject(ref reader));
            default: throw JsonReading.Unexpected(ref reader, "a JSON value");
        }
    }

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter writer, FlagValue value)
    {
        switch (value.Kind)
        {
            case FlagValueKind.Null:
                writer.WriteNullValue();
                break;
            case FlagValueKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean);
                break;
            case FlagValueKind.Number when value.NumberText is { } text:
                writer.WriteRawValue(text);
                break;
            case FlagValueKind.Number:
                writer.WriteNumberValue(value.AsDouble);
                break;
            case FlagValueKind.String:
                writer.WriteStringValue(value.AsString);
                break;
            case FlagValueKind.Array:
                WriteArray(writer, value);
                break;
            case FlagValueKind.Object:
                WriteObject(writer, value.Properties);
                break;
        }
    }

    /// <summary>As <see cref="Read"/>, but accepts only an object.</summary>
    internal static FlagObject ReadObjectOnly(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        return JsonReading.ReadHere(ref reader, ReadObject);
    }

    internal static void WriteObject(Utf8JsonWriter writer, FlagObject properties)
    {
        writer.WriteStartObject();
        foreach (var (name, item) in properties)
        {
            writer.WritePropertyName(name);
            Write(writer, item);
        }

        writer.WriteEndObject();
    }

    internal static string ToText(FlagValue value) => WrittenJson.TextOf(writer => Write(writer, value));

    private static FlagValue ReadNumber(ref Utf8JsonReader reader)
    {
        var number = reader.GetDouble();
        var isExact = reader.ValueSpan.Length <= ExactNumberLength && double.IsFinite(number);
        return FlagValue.OfNumber(number, isExact ? null : Encoding.ASCII.GetString(reader.ValueSpan));
    }

    private static FlagValue ReadArray(ref Utf8JsonReader reader)
    {
        var items = new List<FlagValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader));
        }

        return FlagValue.OfOwned([.. items]);
    }

    private static FlagObject ReadObject(ref Utf8JsonReader reader)
    {
        var properties = new List<KeyValuePair<string, FlagValue>>();
        while (reader.NextProperty())
        {
            var name = JsonStrings.Read(ref reader);
            reader.Read();
            properties.Add(KeyValuePair.Create(name, ReadValue(ref reader)));
        }

        return FlagObject.Create(properties);
    }

    private static void WriteArray(Utf8JsonWriter writer, FlagValue value)
    {
        writer.WriteStartArray();
        foreach (var item in value.Items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }
}
