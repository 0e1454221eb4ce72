using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Confd.DynamoDb.Responses;
using Confd.DynamoDb.Streams;
using Confd.Shared;

namespace Confd.DynamoDb.Journal;

/// <summary>The changes of an entry as bytes: records of the stream, without the parts that readers do not need, compressed if that saves
/// space.</summary>
/// <remarks>
/// The first byte is the format: 0 plain JSON, 1 gzip. Images above <see cref="MaxImageBytes"/> are omitted: their readers read the item
/// from the table. Old images are stored separately, for history; followers do not pay for them.
/// </remarks>
internal static class JournalPayload
{
    /// <summary>Bytes of an image in JSON from which on it is omitted from the entry.</summary>
    public const int MaxImageBytes = 32 * 1024;

    // Below this size gzip's own frame costs more than it saves.
    private const int CompressFrom = 512;

    private const byte Plain = 0;
    private const byte Compressed = 1;

    // Names, brackets, event, time and sequence number of a record; the latter has 40 digits at most.
    private const int RecordFrame = 256;

    // The size of an entry is limited when it is written, so no version of this program has written more than this.
    private const int MaxUnpacked = 4 * JournalParts.MaxEntryBytes;

    private const int MaxUnpackedHistory = 32 * 1024 * 1024;

    /// <summary>The maximum number of bytes of a record in an entry before compression.</summary>
    public static int Bytes(StreamRecord record) =>
        RecordFrame + Size(record.Keys) + (record.NewImage is { } image && Size(image) is var size and <= MaxImageBytes ? size : 0);

    /// <summary>The maximum number of bytes of a record in the history before compression.</summary>
    public static int HistoryBytes(StreamRecord record) =>
        RecordFrame + Size(record.Keys) + Size(record.NewImage) + Size(record.OldImage);

    /// <summary>Writes records with their new images.</summary>
    public static byte[] Write(IReadOnlyList<StreamRecord> records) => Pack(WriteJson(records, (writer, record) =>
    {
        if (record.NewImage is { } image && Size(image) <= MaxImageBytes)
        {
            StreamRecord.WriteAsIs(writer, "NewImage", image);
        }
    }));

    /// <summary>Writes records with both images, for history; null where no record has an old one.</summary>
    /// <param name="records">The records of one entry.</param>
    /// <param name="limit">The maximum size of the result; images of the largest records are omitted to keep it.</param>
    public static byte[]? WriteHistory(IReadOnlyList<StreamRecord> records, int limit)
    {
        if (!records.Any(record => record.OldImage is not null || (record.NewImage is { } image && Size(image) > MaxImageBytes)))
        {
            return null;
        }

        for (var largest = int.MaxValue; largest > 64; largest = largest == int.MaxValue ? 256 * 1024 : largest / 2)
        {
            if (Pack(WriteJson(records, (writer, record) => WriteImages(writer, record, largest))) is var bytes && bytes.Length <= limit)
            {
                return bytes;
            }
        }

        return null;
    }

    /// <summary>Reads records that <see cref="Write"/> has written.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a payload.</exception>
    public static IReadOnlyList<StreamRecord> Read(ReadOnlyMemory<byte> payload) => Read(payload, MaxUnpacked);

    /// <summary>Reads records that <see cref="WriteHistory"/> has written.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a payload.</exception>
    public static IReadOnlyList<StreamRecord> ReadHistory(ReadOnlyMemory<byte> payload) => Read(payload, MaxUnpackedHistory);

    private static IReadOnlyList<StreamRecord> Read(ReadOnlyMemory<byte> payload, int limit)
    {
        try
        {
            using var document = JsonDocument.Parse(
                Unpack(payload, limit), new JsonDocumentOptions { MaxDepth = ItemsShape.Options.MaxDepth });
            return [.. document.RootElement.Clone().EnumerateArray().Select(ReadRecord)];
        }
        catch (Exception malformed) when (malformed is JsonException
            or KeyNotFoundException
            or InvalidOperationException
            or FormatException)
        {
            throw new InvalidDataException("the entry's changes are not readable", malformed);
        }
    }

    // Validates all properties that are read later.
    private static StreamRecord ReadRecord(JsonElement element)
    {
        var record = new StreamRecord(element);
        var isWhole = record is { EventName: "INSERT" or "MODIFY" or "REMOVE", SequenceNumber: not null }
            && record.CreatedAt >= DateTimeOffset.UnixEpoch
            && IsItem(record.Keys) && IsItem(record.NewImage) && IsItem(record.OldImage);
        return isWhole ? record : throw new InvalidDataException("a change of the entry is not whole");
    }

    // DynamoDB JSON: each attribute is an object with one type.
    private static bool IsItem(JsonElement? item) =>
        item is not { } present
        || (present.ValueKind == JsonValueKind.Object && present.EnumerateObject().All(attribute => IsAttribute(attribute.Value)));

    private static bool IsAttribute(JsonElement attribute) =>
        attribute.ValueKind == JsonValueKind.Object
        && attribute.EnumerateObject().All(typed => typed.Name is not ("S" or "N" or "B") || typed.Value.ValueKind == JsonValueKind.String);

    private static void WriteImages(Utf8JsonWriter writer, StreamRecord record, int largest)
    {
        foreach (var (name, image) in ((string Name, JsonElement? Image)[])[("NewImage", record.NewImage), ("OldImage", record.OldImage)])
        {
            if (image is { } present && Size(present) <= largest)
            {
                StreamRecord.WriteAsIs(writer, name, present);
            }
        }
    }

    private static ReadOnlyMemory<byte> WriteJson(IReadOnlyList<StreamRecord> records, Action<Utf8JsonWriter, StreamRecord> writeImages) =>
        WrittenJson.Of(
            writer =>
            {
                writer.WriteStartArray();
                foreach (var record in records)
                {
                    record.Write(writer, images => writeImages(images, record));
                }

                writer.WriteEndArray();
            },
            default);

    private static byte[] Pack(ReadOnlyMemory<byte> json) => json.Length < CompressFrom
        ? [Plain, .. json.Span]
        : [Compressed, .. Gzip.Pack(json.Span, CompressionLevel.Optimal)];

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> payload, int limit)
    {
        if (payload.IsEmpty || payload.Span[0] > Compressed)
        {
            throw new InvalidDataException("the entry is of a form that this version does not know");
        }

        if (payload.Span[0] == Plain)
        {
            return payload[1..];
        }

        using var input = new MemoryStream(payload[1..].ToArray());
        return Inflate(input, limit);
    }

    /// <summary>Unpacks gzip up to a size.</summary>
    /// <exception cref="InvalidDataException">It is not gzip, or unpacks to more.</exception>
    public static ReadOnlyMemory<byte> Inflate(Stream packed, int limit)
    {
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        var output = new ArrayBufferWriter<byte>();
        while (gzip.Read(output.GetSpan(CompressFrom)) is > 0 and var read)
        {
            output.Advance(read);
            if (output.WrittenCount > limit)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"the entry unpacks to more than {limit} bytes, which no journal's writer does"));
            }
        }

        return output.WrittenMemory;
    }

    private static int Size(JsonElement? element) => element is { } present ? Size(present) : 0;

    private static int Size(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).Length;
}
