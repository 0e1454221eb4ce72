using System.Text.Json;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Sync.LaunchDarkly;

/// <summary>Reads the events of LaunchDarkly's stream: <c>put</c>, <c>patch</c> and <c>delete</c>.</summary>
internal static class StreamMessageJson
{
    private const string FlagsPath = "/flags/";
    private const string SegmentsPath = "/segments/";

    /// <summary>Reads one event; null for unknown events and paths, which are ignored.</summary>
    /// <exception cref="FlagDataException">The event's data is invalid.</exception>
    public static StreamMessage? Read(ServerSentEvent message, string source)
    {
        if (message.Type is not ("put" or "patch" or "delete"))
        {
            return null;
        }

        var json = message.Data.Span;
        try
        {
            var parts = Parts.Read(json);
            return message.Type == "put" ? ReadPut(parts, json, source) : ReadItem(message.Type, parts, json);
        }
        catch (FlagFormatException exception)
        {
            throw new FlagDataException(source, 0, 0, $"a '{message.Type}' event is broken: {exception.Message}");
        }
    }

    private static StreamMessage? ReadPut(Parts parts, ReadOnlySpan<byte> json, string source)
    {
        if (parts.Path is not (null or "/"))
        {
            return null;
        }

        return parts.Data is { } data
            ? StreamMessage.Of(FlagDataReader.ReadUsable(json[data], source))
            : throw new FlagFormatException("it has no 'data'", 0);
    }

    private static StreamMessage? ReadItem(string type, Parts parts, ReadOnlySpan<byte> json)
    {
        if (parts.Path is not { } path)
        {
            throw new FlagFormatException("it has no 'path'", 0);
        }

        var (kind, prefix) = path.StartsWith(
            FlagsPath, StringComparison.Ordinal) ? (DataKind.Features, FlagsPath) : (DataKind.Segments, SegmentsPath);
        if (!path.StartsWith(prefix, StringComparison.Ordinal) || path.Length == prefix.Length)
        {
            return null;
        }

        var key = path[prefix.Length..];
        if (type == "delete")
        {
            return StreamMessage.Of(
                kind, key, VersionedItem.Tombstone(parts.Version ?? throw new FlagFormatException("it has no 'version'", 0)));
        }

        var item = json[parts.Data ?? throw new FlagFormatException("it has no 'data'", 0)];
        return item is [(byte)'{', ..] ? ReadUsable(kind, key, item) : throw new FlagFormatException("its 'data' is not an object", 0);
    }

    // The event's JSON is complete, so later events can be relied on: one invalid item is no reason to reconnect, and to receive it again.
    private static StreamMessage ReadUsable(DataKind kind, string key, ReadOnlySpan<byte> json)
    {
        try
        {
            return StreamMessage.Of(kind, key, FlagItemJson.Read(key, json));
        }
        catch (FlagFormatException exception)
        {
            return StreamMessage.Of(new FlagDataFault(kind, key, exception.Message));
        }
    }

    private readonly record struct Parts(string? Path, Range? Data, long? Version)
    {
        public static Parts Read(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json, JsonDepth.OfAll);
            try
            {
                return Read(ref reader);
            }
            catch (JsonException exception)
            {
                throw new FlagFormatException($"the text is not valid JSON (byte {reader.BytesConsumed})", reader.BytesConsumed, exception);
            }
            catch (InvalidOperationException exception)
            {
                throw new FlagFormatException("a string holds text that is not Unicode", reader.TokenStartIndex, exception);
            }
        }

        private static Parts Read(ref Utf8JsonReader reader)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new FlagFormatException("it is not a JSON object", 0);
            }

            var parts = default(Parts);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                parts = (name, reader.TokenType) switch
                {
                    ("path", JsonTokenType.String) => parts with { Path = reader.GetString()! },
                    ("version", JsonTokenType.Number) => parts with { Version = JsonWhole.Read(ref reader) },
                    _ => parts,
                };
                reader.Skip();
                parts = name == "data" ? parts with { Data = start..(int)reader.BytesConsumed } : parts;
            }

            // Reads past the object: anything there is invalid JSON.
            reader.Read();
            return parts;
        }
    }
}
