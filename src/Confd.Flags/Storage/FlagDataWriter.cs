using System.Buffers;
using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>Writes items as a file that <see cref="FlagDataReader"/> and every LaunchDarkly SDK's file data source can read.</summary>
public static class FlagDataWriter
{
    /// <summary>
    /// Writes <c>{"flags":{…},"segments":{…}}</c>: keys in ordinal order and one item on each line, so that versions of the file can be
    /// compared.
    /// </summary>
    /// <param name="output">Receives UTF-8 that ends with a line feed.</param>
    /// <param name="flags">Flags by key; each content must be a JSON object.</param>
    /// <param name="segments">Segments by key; each content must be a JSON object.</param>
    public static void Write(
        IBufferWriter<byte> output, IReadOnlyDictionary<string, VersionedItem> flags, IReadOnlyDictionary<string, VersionedItem> segments)
    {
        output.Write("{\n  \"flags\": "u8);
        WriteItems(output, flags);
        output.Write(",\n  \"segments\": "u8);
        WriteItems(output, segments);
        output.Write("\n}\n"u8);
    }

    private static void WriteItems(IBufferWriter<byte> output, IReadOnlyDictionary<string, VersionedItem> items)
    {
        var separator = "\n    "u8;
        output.Write("{"u8);
        foreach (var (key, item) in items.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            output.Write(separator);
            WriteKey(output, key);
            output.Write(": "u8);
            output.Write(item.Content.Span);
            separator = ",\n    "u8;
        }

        output.Write(items.Count > 0 ? "\n  }"u8 : "}"u8);
    }

    private static void WriteKey(IBufferWriter<byte> output, string key)
    {
        using var writer = new Utf8JsonWriter(output, WrittenJson.Readable);
        writer.WriteStringValue(key);
    }
}
