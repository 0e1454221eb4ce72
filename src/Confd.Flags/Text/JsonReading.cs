using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Text;

/// <summary>
/// Steps shared by the hand-written readers. The reader is at a value's first token before a step, and at its last token afterwards. JSON
/// null is equivalent to absent everywhere: LaunchDarkly's SDKs write it for unknown values.
/// </summary>
internal static class JsonReading
{
    /// <summary>Reads a whole text with one reader and converts every failure to <see cref="FlagFormatException"/>.</summary>
    public static T ReadWhole<T>(ReadOnlySpan<byte> utf8, ElementReader<T> read)
    {
        var reader = new Utf8JsonReader(ByteOrderMark.Cut(utf8), JsonDepth.OfItem);
        try
        {
            reader.Read();
            var value = read(ref reader);
            reader.Read();
            return value;
        }
        catch (JsonException e)
        {
            throw NotJson(ref reader, e);
        }
    }

    /// <summary>Reads the value at the reader's position and converts failures to <see cref="FlagFormatException"/>.</summary>
    public static T ReadHere<T>(ref Utf8JsonReader reader, ElementReader<T> read)
    {
        try
        {
            return read(ref reader);
        }
        catch (JsonException e)
        {
            throw NotJson(ref reader, e);
        }
    }

    /// <summary>Requires an object; afterwards <see cref="NextProperty"/> iterates over it.</summary>
    public static void ExpectObject(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Unexpected(ref reader, "an object");
        }
    }

    /// <summary>True if the value is null, otherwise requires an object.</summary>
    public static bool IsNullOrExpectObject(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        reader.ExpectObject();
        return false;
    }

    /// <summary>Moves to the next property's name; false at the end of the object.</summary>
    public static bool NextProperty(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>If the property has that name, moves to its value.</summary>
    public static bool Is(this ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        // A name with escapes may contain half of a surrogate pair, for which the base library's comparison throws.
        var isNamed = reader.ValueIsEscaped
            ? name.SequenceEqual(Encoding.UTF8.GetBytes(JsonStrings.Read(ref reader)))
            : reader.ValueTextEquals(name);
        if (!isNamed)
        {
            return false;
        }

        reader.Read();
        return true;
    }

    /// <summary>Reads an array; null is an empty one.</summary>
    public static ImmutableArray<T> ReadList<T>(this ref Utf8JsonReader reader, ElementReader<T> read)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return [];
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Unexpected(ref reader, "an array");
        }

        var items = ImmutableArray.CreateBuilder<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(read(ref reader));
        }

        return items.DrainToImmutable();
    }

    /// <summary>Reads a boolean; null is false.</summary>
    public static bool ReadBoolean(this ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw Unexpected(ref reader, "true or false"),
    };

    /// <summary>Reads a boolean that is not essential: every other type is false.</summary>
    public static bool ReadAsBoolean(this ref Utf8JsonReader reader)
    {
        var isTrue = reader.TokenType == JsonTokenType.True;
        reader.Skip();
        return isTrue;
    }

    /// <summary>Reads a string that is not essential: every other type is null.</summary>
    public static string? ReadAsString(this ref Utf8JsonReader reader)
    {
        var text = reader.TokenType == JsonTokenType.String ? JsonStrings.Read(ref reader) : null;
        reader.Skip();
        return text;
    }

    /// <summary>Reads a string or null.</summary>
    public static string? ReadStringOrNull(this ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => JsonStrings.Read(ref reader),
        JsonTokenType.Null => null,
        _ => throw Unexpected(ref reader, "a string"),
    };

    /// <summary>Reads a whole number, also one that is written as 1.0 or 1e3; null is null.</summary>
    public static long? ReadInt64OrNull(this ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when JsonWhole.Read(ref reader) is { } whole => whole,
        _ => throw Unexpected(ref reader, "a whole number"),
    };

    /// <summary>Reads a whole number of 32 bits; null is null.</summary>
    public static int? ReadInt32OrNull(this ref Utf8JsonReader reader) => reader.ReadInt64OrNull() switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var number => (int)number,
        _ => throw Unexpected(ref reader, "a whole number of 32 bits"),
    };

    /// <summary>The exception for a token that is not expected here.</summary>
    public static FlagFormatException Unexpected(ref Utf8JsonReader reader, string expected)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "a boolean",
            JsonTokenType.Null => "null",
            _ => "nothing",
        };
        return new FlagFormatException(
            $"found {found} where {expected} is expected (byte {reader.TokenStartIndex})", reader.TokenStartIndex);
    }

    private static FlagFormatException NotJson(ref Utf8JsonReader reader, JsonException problem) =>
        new(
            $"{(JsonDepth.IsExceeded(problem) ? JsonDepth.Problem : "the text is not valid JSON")} (byte {reader.BytesConsumed})",
            reader.BytesConsumed,
            problem);
}
