using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Confd.Flags.Text;
using Confd.Shared;

namespace Confd.Flags.Storage;

/// <summary>Converts a flag or segment in LaunchDarkly's JSON to an item of a store; reads only the fields that a store needs.</summary>
public static class FlagItemJson
{
    private static readonly string[] EmptyLists = ["prerequisites", "targets", "rules"];

    /// <summary>Creates an item from a flag's or segment's JSON object. White space is dropped; unknown fields are kept.</summary>
    /// <param name="key">The item's key in the store.</param>
    /// <param name="json">One JSON object, UTF-8. Copied.</param>
    /// <returns>The item, a tombstone if the object has <c>"deleted":true</c>. A missing key or version (then 1) is added to the
    /// content.</returns>
    /// <exception cref="FlagFormatException">Not a JSON object, the object has another key, or its version is not an integer.</exception>
    public static VersionedItem Read(string key, ReadOnlySpan<byte> json)
    {
        try
        {
            return Read(key, json, out _);
        }
        catch (JsonException problem)
        {
            throw new FlagFormatException(JsonText.Describe(problem), OffsetOf(problem, json), problem);
        }
    }

    /// <summary>Writes a tombstone that every LaunchDarkly SDK can read: key, version, <c>"deleted":true</c>, and the fields of an empty
    /// flag and an empty segment.</summary>
    /// <remarks>Without these fields, the PHP SDK up to 6.8.2 fails to read the item, and with it all flags.</remarks>
    public static VersionedItem Tombstone(string key, long version) => VersionedItem.Tombstone(version, WrittenJson.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("key"u8, key);
        writer.WriteNumber("version"u8, version);
        writer.WriteBoolean("on"u8, false);
        WriteEmptyLists(writer);
        writer.WriteStartArray("variations"u8);
        writer.WriteEndArray();
        writer.WriteStartObject("fallthrough"u8);
        writer.WriteEndObject();
        writer.WriteStartArray("included"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("excluded"u8);
        writer.WriteEndArray();
        writer.WriteBoolean("deleted"u8, true);
        writer.WriteEndObject();
    }));

    /// <summary>Writes the fields of a flag that may be empty, but that some SDKs require.</summary>
    internal static void WriteEmptyLists(Utf8JsonWriter writer)
    {
        foreach (var list in EmptyLists)
        {
            writer.WriteStartArray(list);
            writer.WriteEndArray();
        }

        writer.WriteNull("offVariation"u8);
        writer.WriteString("salt"u8, "");
    }

    /// <summary>As the public method; also returns the keys of the flag's prerequisites.</summary>
    internal static VersionedItem Read(string key, ReadOnlySpan<byte> json, out IReadOnlyList<string> prerequisites)
    {
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("the text is not UTF-8");
        }

        return Read(key, json, FlagItemHeader.Read(json), out prerequisites);
    }

    /// <summary>As the public method, for an object whose UTF-8 and header have been read already.</summary>
    internal static VersionedItem Read(string key, ReadOnlySpan<byte> json, FlagItemHeader header, out IReadOnlyList<string> prerequisites)
    {
        if (header.Key is not null && header.Key != key)
        {
            throw new JsonException($"the item under the key '{key}' says that its key is '{header.Key}'");
        }

        prerequisites = header.Prerequisites;
        var version = header.Version ?? 1;
        var content = header is { Key: not null, Version: not null }
            ? CompactJson.Of(json)
            : Complete(json, header.Key is null ? key : null, header.Version is null ? version : null);
        return header.IsDeleted ? VersionedItem.Tombstone(version, content) : new VersionedItem(version, content);
    }

    private static long OffsetOf(JsonException problem, ReadOnlySpan<byte> json)
    {
        var rest = json;
        for (var line = problem.LineNumber ?? 0; line > 0 && rest.IndexOf((byte)'\n') is >= 0 and var end; line--)
        {
            rest = rest[(end + 1)..];
        }

        return json.Length - rest.Length + (problem.BytePositionInLine ?? 0);
    }

    private static ReadOnlyMemory<byte> Complete(ReadOnlySpan<byte> json, string? key, long? version)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        using (var writer = new Utf8JsonWriter(output, WrittenJson.Readable))
        {
            writer.WriteStartObject();
            if (key is not null)
            {
                writer.WriteString("key"u8, key);
            }

            if (version is { } number)
            {
                writer.WriteNumber("version"u8, number);
            }

            var reader = new Utf8JsonReader(json, JsonDepth.OfItem);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isReplaced = (key is not null && reader.ValueTextEquals("key"u8)) || (
                    version is not null && reader.ValueTextEquals("version"u8));
                var name = reader.GetString()!;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (!isReplaced)
                {
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(CompactJson.Of(json[start..(int)reader.BytesConsumed]), skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }
}
