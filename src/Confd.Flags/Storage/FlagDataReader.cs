using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Confd.Flags.Storage;

/// <summary>
/// Reads all flags and segments of an environment: the answer of LaunchDarkly's polling endpoint (<c>{"flags":{…},"segments":{…}}</c>) and
/// the SDKs' file data, where <c>"flagValues":{key:value}</c> stands for flags that always serve one value.
/// </summary>
public static class FlagDataReader
{
    /// <summary>Reads a data set. It always has both kinds, ordered as <see cref="FlagDataSet"/> asks for.</summary>
    /// <param name="utf8">The JSON text; a byte order mark is skipped.</param>
    /// <param name="source">The file or address, for messages.</param>
    /// <exception cref="FlagDataException">
    /// Bad JSON, a key twice, an item without an integer version or with another key than its own, or neither flags nor segments:
    /// a data set that was read by mistake would empty a store.
    /// </exception>
    public static FlagDataSet Read(ReadOnlySpan<byte> utf8, string source)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(utf8))
        {
            throw new FlagDataException(source, 0, 0, "the text is not UTF-8");
        }

        var reader = new Utf8JsonReader(utf8);
        try
        {
            return ReadTop(ref reader, utf8);
        }
        catch (JsonException exception) when (exception.LineNumber is not null)
        {
            throw Locate(source, exception);
        }
        catch (JsonException exception)
        {
            var before = utf8[..(int)reader.TokenStartIndex];
            throw new FlagDataException(source, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), exception.Message);
        }
    }

    /// <summary>Reads one flag or segment, as <see cref="FlagItemJson.Read(string, ReadOnlySpan{byte})"/> does.</summary>
    /// <param name="key">The item's key in the store.</param>
    /// <param name="utf8">One JSON object; a byte order mark is skipped.</param>
    /// <param name="source">The file or address, for messages.</param>
    /// <exception cref="FlagDataException">Bad JSON, an object of another key, or a version that is not an integer.</exception>
    public static VersionedItem ReadItem(string key, ReadOnlySpan<byte> utf8, string source)
    {
        try
        {
            return FlagItemJson.Read(key, utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8);
        }
        catch (JsonException exception)
        {
            throw Locate(source, exception);
        }
    }

    // The base library counts lines and columns from 0; what it does not say becomes 0, which stands for no place.
    private static FlagDataException Locate(string source, JsonException exception) =>
        new(source, exception.LineNumber + 1 ?? 0, exception.BytePositionInLine + 1 ?? 0, JsonText.Describe(exception));

    private static FlagDataSet ReadTop(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("flag data must be a JSON object with 'flags' and 'segments'");
        }

        var found = false;
        var flags = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        var segments = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        var prerequisites = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var section = JsonText.ReadString(ref reader);
            reader.Read();
            switch (section)
            {
                case "flags":
                    found = true;
                    ReadItems(ref reader, utf8, section, flags, prerequisites);
                    break;
                case "segments":
                    found = true;
                    ReadItems(ref reader, utf8, section, segments, prerequisites: null);
                    break;
                case "flagValues":
                    found = true;
                    ReadValues(ref reader, utf8, flags);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Read();
        return found
            ? new FlagDataSet([new KindItems(DataKind.Segments, segments), .. PrerequisiteOrder.Stages(DataKind.Features, flags, prerequisites)])
            : throw new JsonException("there is none of 'flags', 'segments' and 'flagValues'");
    }

    private static void ReadItems(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> utf8,
        string section,
        Dictionary<string, VersionedItem> items,
        Dictionary<string, IReadOnlyList<string>>? prerequisites)
    {
        if (!EntersObject(ref reader, section))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = ReadKey(ref reader, section, items);
            var start = reader;
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            var end = reader;
            reader = start; // for the position, should the item be bad
            items.Add(key, FlagItemJson.Read(key, utf8[from..(int)end.BytesConsumed], out var asked));
            prerequisites?.Add(key, asked);
            reader = end;
        }
    }

    private static void ReadValues(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, Dictionary<string, VersionedItem> flags)
    {
        if (!EntersObject(ref reader, "flagValues"))
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = ReadKey(ref reader, "flagValues", flags);
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            flags.Add(key, new VersionedItem(1, FlagWithValue(key, utf8[from..(int)reader.BytesConsumed])));
        }
    }

    private static bool EntersObject(ref Utf8JsonReader reader, string section) => reader.TokenType switch
    {
        JsonTokenType.StartObject => true,
        JsonTokenType.Null => false,
        _ => throw new JsonException($"'{section}' must be an object with an entry for each key"),
    };

    private static string ReadKey(ref Utf8JsonReader reader, string section, Dictionary<string, VersionedItem> items)
    {
        var key = JsonText.ReadString(ref reader);
        if (key.Length == 0)
        {
            throw new JsonException($"an empty key in '{section}'");
        }

        if (items.ContainsKey(key))
        {
            throw new JsonException($"the key '{key}' comes twice");
        }

        reader.Read();
        return key;
    }

    private static ReadOnlyMemory<byte> FlagWithValue(string key, ReadOnlySpan<byte> value)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = JsonText.CreateWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
            writer.WriteNumber("version"u8, 1);
            writer.WriteBoolean("on"u8, true);
            writer.WriteStartArray("variations"u8);
            writer.WriteRawValue(JsonText.Compact(value), skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteStartObject("fallthrough"u8);
            writer.WriteNumber("variation"u8, 0);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }
}
