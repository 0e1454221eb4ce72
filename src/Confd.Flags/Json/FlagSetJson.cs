using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Model;
using Confd.Flags.Text;

namespace Confd.Flags.Json;

/// <summary>
/// Reads and writes whole sets in the format of LaunchDarkly's polling service: <c>{"flags":{key:flag},"segments":{key:segment}}</c>. Also
/// reads the file data of its SDKs, where <c>"flagValues":{key:value}</c> stands for flags that always serve one value.
/// </summary>
public static class FlagSetJson
{
    /// <summary>Parses a text that is one set. Each of the three properties may be absent; others are skipped.</summary>
    /// <remarks>The key that an item is listed under is its key. A flag or segment that is null is skipped.</remarks>
    /// <exception cref="FlagFormatException">The text is not valid JSON, or a property has the wrong type.</exception>
    public static FlagSet Parse(ReadOnlySpan<byte> utf8Json) => JsonReading.ReadWhole(utf8Json, ReadElement);

    /// <summary>Reads the set at the reader's position.</summary>
    /// <exception cref="FlagFormatException">The text is not valid JSON, or a property has the wrong type.</exception>
    public static FlagSet Read(ref Utf8JsonReader reader) => JsonReading.ReadHere(ref reader, ReadElement);

    /// <summary>Writes <c>{"flags":{key:flag},"segments":{key:segment}}</c>, sorted by key.</summary>
    public static void Write(Utf8JsonWriter writer, FlagSet set)
    {
        writer.WriteStartObject();
        WriteItems(writer, "flags", set.Flags, FlagJson.Write);
        WriteItems(writer, "segments", set.Segments, SegmentJson.Write);
        writer.WriteEndObject();
    }

    /// <summary>As the public method; for use within a larger reading, which handles invalid JSON.</summary>
    internal static FlagSet ReadElement(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        var flags = new List<FeatureFlag>();
        var segments = new List<Segment>();
        while (reader.NextProperty())
        {
            if (reader.Is("flags"u8))
            {
                ReadItems(ref reader, flags, ReadFlag);
            }
            else if (reader.Is("segments"u8))
            {
                ReadItems(ref reader, segments, ReadSegment);
            }
            else if (reader.Is("flagValues"u8))
            {
                ReadItems(ref reader, flags, ReadFlagOfValue, isNullAnItem: true);
            }
            else
            {
                reader.Skip();
            }
        }

        return new FlagSet(flags, segments);
    }

    private static void WriteItems<T>(
        Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartObject(name);
        foreach (var (key, item) in items.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            write(writer, item);
        }

        writer.WriteEndObject();
    }

    private static void ReadItems<T>(ref Utf8JsonReader reader, List<T> items, KeyedReader<T> read, bool isNullAnItem = false)
    {
        if (reader.IsNullOrExpectObject())
        {
            return;
        }

        while (reader.NextProperty())
        {
            var key = JsonStrings.Read(ref reader);
            reader.Read();
            if (isNullAnItem || reader.TokenType != JsonTokenType.Null)
            {
                items.Add(read(key, ref reader));
            }
        }
    }

    private static FeatureFlag ReadFlag(string key, ref Utf8JsonReader reader)
    {
        var flag = FlagJson.ReadElement(ref reader);
        return flag.Key == key ? flag : flag with { Key = key };
    }

    private static FeatureFlag ReadFlagOfValue(string key, ref Utf8JsonReader reader) => new()
    {
        Key = key,
        Version = 1,
        IsOn = true,
        Variations = [FlagValueJson.ReadValue(ref reader)],
        Fallthrough = new(0, null),
    };

    private static Segment ReadSegment(string key, ref Utf8JsonReader reader)
    {
        var segment = SegmentJson.ReadElement(ref reader);
        return segment.Key == key ? segment : segment with { Key = key };
    }

    private delegate T KeyedReader<T>(string key, ref Utf8JsonReader reader);
}
