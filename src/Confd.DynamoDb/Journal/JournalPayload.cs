using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>The changes of an entry as bytes: records as the stream tells them, without what readers do not need, compressed where that
/// saves something.</summary>
/// <remarks>
/// The first byte tells the form: 0 plain JSON, 1 gzip. Images above <see cref="LargestImage"/> are left out: their readers ask the table
/// for the item.
/// Old images are kept apart, for history; followers do not pay for them.
/// </remarks>
internal static class JournalPayload
{
    /// <summary>Bytes of an image in JSON from which on it is left out of the entry.</summary>
    public const int LargestImage = 32 * 1024;

    // Below this gzip's own frame costs more than it saves.
    private const int CompressFrom = 512;

    private const byte Plain = 0;
    private const byte Compressed = 1;

    /// <summary>The bytes that a record's new image takes in an entry.</summary>
    public static int ImageBytes(StreamRecord record) =>
        record.NewImage is { } image && Size(image) is var size and <= LargestImage ? size : 0;

    /// <summary>Writes records with their new images.</summary>
    public static byte[] Write(IReadOnlyList<StreamRecord> records) => Pack(WriteJson(records, (writer, record) =>
    {
        if (record.NewImage is { } image && Size(image) <= LargestImage)
        {
            writer.WritePropertyName("NewImage"u8);
            image.WriteTo(writer);
        }
    }));

    /// <summary>Writes records with both images, for history; null where no record has an old one.</summary>
    /// <param name="records">The records of one entry.</param>
    /// <param name="limit">Bytes that the result may have; images of the largest records are left out to keep within it.</param>
    public static byte[]? WriteHistory(IReadOnlyList<StreamRecord> records, int limit)
    {
        if (!records.Any(record => record.OldImage is not null || (record.NewImage is { } image && Size(image) > LargestImage)))
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

    /// <summary>Reads what was written.</summary>
    /// <exception cref="InvalidDataException">The bytes are no payload.</exception>
    public static IReadOnlyList<StreamRecord> Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(Unpack(payload));
            return [.. document.RootElement.Clone().EnumerateArray().Select(record => new StreamRecord(record))];
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException("the entry's changes are not readable", malformed);
        }
    }

    private static void WriteImages(Utf8JsonWriter writer, StreamRecord record, int largest)
    {
        foreach (var (name, image) in ((string Name, JsonElement? Image)[])[("NewImage", record.NewImage), ("OldImage", record.OldImage)])
        {
            if (image is { } present && Size(present) <= largest)
            {
                writer.WritePropertyName(name);
                present.WriteTo(writer);
            }
        }
    }

    private static ReadOnlyMemory<byte> WriteJson(IReadOnlyList<StreamRecord> records, Action<Utf8JsonWriter, StreamRecord> writeImages)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartArray();
            foreach (var record in records)
            {
                writer.WriteStartObject();
                writer.WriteString("eventName"u8, record.EventName);
                writer.WriteStartObject("dynamodb"u8);
                writer.WriteNumber("ApproximateCreationDateTime"u8, (record.CreatedAt - DateTimeOffset.UnixEpoch).TotalSeconds);
                writer.WritePropertyName("Keys"u8);
                record.Keys.WriteTo(writer);
                writeImages(writer, record);
                writer.WriteString("SequenceNumber"u8, record.SequenceNumber);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return output.WrittenMemory;
    }

    private static byte[] Pack(ReadOnlyMemory<byte> json)
    {
        if (json.Length < CompressFrom)
        {
            return [Plain, .. json.Span];
        }

        using var output = new MemoryStream();
        output.WriteByte(Compressed);
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(json.Span);
        }

        return output.ToArray();
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> payload)
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
        using var gzip = new GZipStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        gzip.CopyTo(output);
        return output.ToArray();
    }

    private static int Size(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).Length;
}
