using System.Text.Json;
using Confd.Shared;

namespace Confd.Backends.Http.Consul;

/// <summary>The JSON of Consul's HTTP interface.</summary>
internal static class ConsulJson
{
    /// <summary>The body of a transaction that reads trees.</summary>
    public static byte[] GetTrees(IEnumerable<string> keys) => WrittenJson.Of(writer =>
    {
        writer.WriteStartArray();
        foreach (var key in keys)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("KV");
            writer.WriteString("Verb", "get-tree");
            writer.WriteString("Key", key);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }).ToArray();

    /// <summary>Reads the entries of a recursive reading.</summary>
    /// <exception cref="JsonException">It is not such a response.</exception>
    public static List<ConsulEntry> ReadEntries(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var entries = new List<ConsulEntry>();
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            entries.Add(ReadEntry(ref reader));
        }

        RequireEnd(ref reader);
        return entries;
    }

    /// <summary>Reads the entries of a transaction's response.</summary>
    /// <exception cref="JsonException">It is not such a response.</exception>
    public static List<ConsulEntry> ReadTransaction(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var entries = new List<ConsulEntry>();
        Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        var hasResults = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isResults = reader.ValueTextEquals("Results");
            var isErrors = reader.ValueTextEquals("Errors");
            reader.Read();
            hasResults |= isResults;
            if (!isResults || reader.TokenType == JsonTokenType.Null)
            {
                Require(!isErrors || reader.TokenType == JsonTokenType.Null);
                reader.Skip();
                continue;
            }

            ReadResults(ref reader, entries);
        }

        // An empty object is not from Consul, and does not mean a store without keys.
        Require(hasResults);
        RequireEnd(ref reader);
        return entries;
    }

    /// <summary>Reads a single string: the address of a leader.</summary>
    /// <exception cref="JsonException">It is not a string.</exception>
    public static string ReadText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Require(reader.Read() && reader.TokenType == JsonTokenType.String);
        var text = reader.GetString()!;
        RequireEnd(ref reader);
        return text;
    }

    /// <summary>Reads the data centre from an agent's information; null for none.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static string? ReadDatacenter(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("Config", out var config)
            && config.ValueKind == JsonValueKind.Object
            && config.TryGetProperty("Datacenter", out var name)
            && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
    }

    private static void ReadResults(ref Utf8JsonReader reader, List<ConsulEntry> entries)
    {
        Require(reader.TokenType == JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            Require(reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("KV") && reader.Read());
            entries.Add(ReadEntry(ref reader));
            Require(reader.Read() && reader.TokenType == JsonTokenType.EndObject);
        }

        Require(reader.TokenType == JsonTokenType.EndArray);
    }

    private static ConsulEntry ReadEntry(ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.StartObject);
        string? key = null;
        byte[] value = [];
        var modified = 0UL;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Key"))
            {
                Require(reader.Read() && reader.TokenType == JsonTokenType.String);
                key = reader.GetString();
            }
            else if (reader.ValueTextEquals("Value"))
            {
                reader.Read();
                Require(reader.TokenType is JsonTokenType.Null or JsonTokenType.String);
                value = reader.TokenType == JsonTokenType.Null ? [] : reader.GetBytesFromBase64();
            }
            else if (reader.ValueTextEquals("ModifyIndex"))
            {
                Require(reader.Read() && reader.TokenType == JsonTokenType.Number);
                modified = reader.GetUInt64();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return key is null ? throw new JsonException() : new ConsulEntry(key, value, modified);
    }

    // Anything after the value is invalid JSON, for which reading on throws.
    private static void RequireEnd(ref Utf8JsonReader reader) => Require(!reader.Read());

    private static void Require(bool isSo)
    {
        if (!isSo)
        {
            throw new JsonException();
        }
    }
}
