using System.Text.Json;
using System.Text.Unicode;
using Confd.Flags.Text;
using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>
/// Reads all flags and segments of an environment: the response of LaunchDarkly's polling endpoint (<c>{"flags":{…},"segments":{…}}</c>)
/// and the SDKs' file data, where <c>"flagValues":{key:value}</c> stands for flags that always serve one value.
/// </summary>
public static class FlagDataReader
{
    /// <summary>Reads a data set. It always has both kinds, ordered as <see cref="FlagDataSet"/> requires.</summary>
    /// <param name="utf8">The JSON text; a byte order mark is skipped.</param>
    /// <param name="source">The file or address, for messages.</param>
    /// <exception cref="FlagDataException">
    /// Invalid JSON, a duplicate key, an item without an integer version or with another key than its own, or neither flags nor segments: a
    /// data set that was read by mistake would empty a store.
    /// </exception>
    public static FlagDataSet Read(ReadOnlySpan<byte> utf8, string source) => Read(utf8, source, faults: null);

    /// <summary>
    /// As <see cref="Read(ReadOnlySpan{byte}, string)"/>, but an item that is invalid in itself (its key is empty, a duplicate, or not the
    /// one that it is listed under; its version is not an integer; it is not an object) is skipped and reported in <see
    /// cref="FlagDataSet.PassedOver"/>.
    /// </summary>
    /// <param name="utf8">The JSON text; a byte order mark is skipped.</param>
    /// <param name="source">The file or address, for messages.</param>
    /// <exception cref="FlagDataException">Invalid JSON, or neither flags nor segments.</exception>
    public static FlagDataSet ReadUsable(ReadOnlySpan<byte> utf8, string source) => Read(utf8, source, []);

    /// <summary>Reads one flag or segment, as <see cref="FlagItemJson.Read(string, ReadOnlySpan{byte})"/> does.</summary>
    /// <param name="key">The item's key in the store.</param>
    /// <param name="utf8">One JSON object; a byte order mark is skipped.</param>
    /// <param name="source">The file or address, for messages.</param>
    /// <exception cref="FlagDataException">Invalid JSON, an object with another key, or a version that is not an integer.</exception>
    public static VersionedItem ReadItem(string key, ReadOnlySpan<byte> utf8, string source)
    {
        try
        {
            return FlagItemJson.Read(key, ByteOrderMark.Cut(utf8), out _);
        }
        catch (JsonException exception)
        {
            throw Locate(source, exception);
        }
    }

    private static FlagDataSet Read(ReadOnlySpan<byte> utf8, string source, List<FlagDataFault>? faults)
    {
        utf8 = ByteOrderMark.Cut(utf8);
        if (!Utf8.IsValid(utf8))
        {
            throw new FlagDataException(source, 0, 0, "the text is not UTF-8");
        }

        return Read(utf8, source, new FlagDataItems(faults));
    }

    private static FlagDataSet Read(ReadOnlySpan<byte> utf8, string source, FlagDataItems items)
    {
        var reader = new Utf8JsonReader(utf8, items.ReadsItemsSeparately ? JsonDepth.OfAll : JsonDepth.OfSet);
        try
        {
            return ReadTop(ref reader, utf8, items);
        }
        catch (JsonException exception) when (items.PassesOver && !items.ReadsItemsSeparately && JsonDepth.IsExceeded(exception))
        {
            // Read again, item by item: one that is nested too deeply must not prevent reading the others.
            return Read(utf8, source, new FlagDataItems([]) { ReadsItemsSeparately = true });
        }
        catch (JsonException exception) when (!items.PassesOver && JsonDepth.IsExceeded(exception))
        {
            // Finds the item: one line may hold them all.
            var faults = Read(utf8, source, new FlagDataItems([]) { ReadsItemsSeparately = true }).PassedOver;
            var deep = faults.FirstOrDefault(fault => fault.Problem == JsonDepth.Problem);
            throw Locate(source, exception, deep is null ? "" : $"the key '{deep.Key}': ");
        }
        catch (JsonException exception) when (exception.LineNumber is not null)
        {
            throw Locate(source, exception);
        }
        catch (JsonException exception)
        {
            var before = utf8[..(int)reader.TokenStartIndex];
            throw new FlagDataException(
                source, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), exception.Message);
        }
    }

    // The base library counts lines and columns from 0; a missing one becomes 0, which stands for an unknown position.
    private static FlagDataException Locate(string source, JsonException exception, string item = "") =>
        new(source, exception.LineNumber + 1 ?? 0, exception.BytePositionInLine + 1 ?? 0, item + JsonText.Describe(exception));

    private static FlagDataSet ReadTop(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, FlagDataItems items)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("flag data must be a JSON object with 'flags' and 'segments'");
        }

        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var section = JsonText.ReadString(ref reader);
            reader.Read();
            switch (section)
            {
                case "flags" or "flagValues":
                    found = true;
                    ReadItems(ref reader, utf8, section, DataKind.Features, items);
                    break;
                case "segments":
                    found = true;
                    ReadItems(ref reader, utf8, section, DataKind.Segments, items);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Read();
        return found ? items.ToDataSet() : throw new JsonException("'flags', 'segments' and 'flagValues' are all missing");
    }

    private static void ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string section, DataKind kind, FlagDataItems items)
    {
        if (!EntersObject(ref reader, section))
        {
            return;
        }

        items.Name(kind);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = ReadKey(ref reader, section, kind, items);
            var start = reader;
            var from = (int)reader.TokenStartIndex;
            var isValue = section == "flagValues";
            var header = ReadHeader(ref reader, isNeeded: key is not null && !isValue && !items.ReadsItemsSeparately, out var problem);
            var end = reader;
            reader = start; // for the position of an invalid item
            if (key is not null)
            {
                var json = utf8[from..(int)end.BytesConsumed];
                if (isValue)
                {
                    items.AddValue(key, json);
                }
                else
                {
                    header = items.ReadsItemsSeparately ? ReadHeader(json, out problem) : header;
                    items.Add(kind, key, json, header, problem);
                }
            }

            reader = end;
        }
    }

    // Skips the item, and collects the fields that a store needs. Text that is no JSON ends the whole reading; an object that is no valid
    // item is a problem of that item only.
    private static FlagItemHeader ReadHeader(ref Utf8JsonReader reader, bool isNeeded, out JsonException? problem)
    {
        problem = null;
        var start = reader;
        try
        {
            if (isNeeded)
            {
                return FlagItemHeader.Read(ref reader);
            }
        }
        catch (JsonException exception) when (exception.LineNumber is null)
        {
            problem = exception;
            reader = start;
        }

        reader.Skip();
        return default;
    }

    private static FlagItemHeader ReadHeader(ReadOnlySpan<byte> json, out JsonException? problem)
    {
        problem = null;
        try
        {
            return FlagItemHeader.Read(json);
        }
        catch (JsonException exception)
        {
            problem = exception;
            return default;
        }
    }

    private static bool EntersObject(ref Utf8JsonReader reader, string section) => reader.TokenType switch
    {
        JsonTokenType.StartObject => true,
        JsonTokenType.Null => false,
        _ => throw new JsonException($"'{section}' must be an object with an entry for each key"),
    };

    // Null where the key is invalid and skipped.
    private static string? ReadKey(ref Utf8JsonReader reader, string section, DataKind kind, FlagDataItems items)
    {
        string? key = null;
        try
        {
            key = JsonText.ReadString(ref reader);
            items.Require(kind, key, section);
        }
        catch (JsonException exception) when (items.PassesOver)
        {
            items.PassOver(kind, key ?? "", exception);
            key = null;
        }

        reader.Read();
        return key;
    }
}
