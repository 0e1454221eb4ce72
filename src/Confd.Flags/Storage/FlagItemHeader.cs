using System.Text.Json;
using Confd.Flags.Text;
using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>The fields of a flag or segment that decide how it is stored.</summary>
internal readonly record struct FlagItemHeader(string? Key, long? Version, bool IsDeleted, IReadOnlyList<string> Prerequisites)
{
    /// <summary>Reads the whole object, so that invalid JSON is found here and not by a reader of the store.</summary>
    public static FlagItemHeader Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonDepth.OfItem);
        reader.Read();
        var header = Read(ref reader);
        return reader.Read() ? throw new JsonException("there is text after the object") : header;
    }

    /// <summary>Reads the object at the reader's position; afterwards the reader is at the object's end.</summary>
    public static FlagItemHeader Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a flag or segment must be a JSON object");
        }

        var header = new FlagItemHeader(null, null, IsDeleted: false, []);
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                header = header.ReadProperty(ref reader);
            }
        }
        catch (InvalidOperationException exception)
        {
            // The base library cannot compare a name that contains half of a surrogate pair.
            throw new JsonException("the name of a property holds text that is not Unicode", exception);
        }

        return header;
    }

    private FlagItemHeader ReadProperty(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("key"u8))
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.String ? this with { Key = JsonText.ReadString(ref reader) } : SkipValue(ref reader);
        }

        if (reader.ValueTextEquals("version"u8))
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.Null ? this : this with { Version = ReadVersion(ref reader) };
        }

        if (reader.ValueTextEquals("deleted"u8))
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.True ? this with { IsDeleted = true } : SkipValue(ref reader);
        }

        if (reader.ValueTextEquals("prerequisites"u8))
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.StartArray
                ? this with { Prerequisites = ReadPrerequisites(ref reader) }
                : SkipValue(ref reader);
        }

        reader.Read();
        return SkipValue(ref reader);
    }

    private FlagItemHeader SkipValue(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return this;
    }

    private static long ReadVersion(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && JsonWhole.Read(ref reader) is { } version
            ? version
            : throw new JsonException("'version' is not an integer");

    private static List<string> ReadPrerequisites(ref Utf8JsonReader reader)
    {
        var keys = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isKey = reader.ValueTextEquals("key"u8);
                reader.Read();
                if (isKey && reader.TokenType == JsonTokenType.String)
                {
                    keys.Add(JsonText.ReadString(ref reader));
                }

                reader.Skip();
            }
        }

        return keys;
    }
}
