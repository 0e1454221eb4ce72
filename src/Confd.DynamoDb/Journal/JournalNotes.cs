using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Confd.Shared;

namespace Confd.DynamoDb.Journal;

/// <summary>The notes of writers to a table, stored beside the entries: the stream does not contain the author.</summary>
internal static class JournalNotes
{
    // With this number of long keys, compressed, a note still fits into an item.
    private const int KeysOfOneItem = 1_000;

    // A key has 2 KB at most.
    private const int MaxUnpacked = KeysOfOneItem * 16 * 1024;

    private const string TimeFormat = "D20";

    // This number of bytes of a hash distinguishes a value from the next one of the same key, and reveals not much more.
    private const int DigestBytes = 6;

    /// <summary>The digest of a new value in a note; <c>-</c> where the key is deleted.</summary>
    public static string DigestOf(string? value) =>
        value is null ? "-" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, DigestBytes));

    /// <summary>Writes a note.</summary>
    /// <exception cref="DynamoDbException">It may not, or cannot, be written.</exception>
    public static async Task WriteAsync(DynamoTable journal, JournalNote note, TimeSpan keep, CancellationToken cancellationToken)
    {
        foreach (var writes in note.Digests.Chunk(KeysOfOneItem))
        {
            var item = JournalItems.Key(JournalItems.NoteKind, $"{TimeText(note.At)}#{Guid.NewGuid():N}");
            item["actor"] = new() { S = note.Actor };
            item["command"] = new() { S = note.Command };
            item["keys"] = new() { B = new MemoryStream(Pack(writes), writable: false) };
            item[JournalItems.Expires] = new() { N = (note.At + keep).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
            if (!string.IsNullOrEmpty(note.Message))
            {
                item["message"] = new() { S = note.Message };
            }

            if (note.Partition is { } partition)
            {
                item["partition"] = new() { S = partition };
            }

            await journal.PutAsync(new PutItemRequest { Item = item }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the notes of a period.</summary>
    /// <exception cref="DynamoDbException">They cannot be read.</exception>
    public static async Task<IReadOnlyList<JournalNote>> ReadAsync(
        DynamoTable journal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var request = JournalItems.QueryBetween(JournalItems.NoteKind, TimeText(from), TimeText(to) + "~");
        var notes = new List<JournalNote>();
        await foreach (var page in journal.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            notes.AddRange(page.Select(item => DynamoJournalStore.Parse(item, Read)));
        }

        return notes;
    }

    private static string TimeText(DateTimeOffset time) =>
        Math.Max(0, time.ToUnixTimeMilliseconds()).ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static JournalNote Read(Dictionary<string, AttributeValue> item)
    {
        var at = JournalItems.Text(item, JournalItems.Position).Split('#')[0];
        var digests = Unpack(
            item.TryGetValue("keys", out var keys) && keys.B is { } bytes ? bytes : throw new InvalidDataException("a note has no keys"));
        return new JournalNote(
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at, NumberStyles.None, CultureInfo.InvariantCulture)),
            JournalItems.Text(item, "actor"),
            JournalItems.Text(item, "command"),
            item.TryGetValue("message", out var message) ? message.S : null,
            [.. digests.Keys])
        {
            Digests = digests,
            Partition = item.TryGetValue("partition", out var partition) ? partition.S : null,
        };
    }

    private static byte[] Pack(IEnumerable<KeyValuePair<string, string>> digests)
    {
        var json = WrittenJson.Of(writer =>
        {
            writer.WriteStartObject();
            foreach (var (key, digest) in digests)
            {
                writer.WriteString(key, digest);
            }

            writer.WriteEndObject();
        });
        return Gzip.Pack(json.Span, CompressionLevel.Optimal);
    }

    private static Dictionary<string, string> Unpack(MemoryStream packed)
    {
        try
        {
            var digests = new Dictionary<string, string>(StringComparer.Ordinal);
            using var document = JsonDocument.Parse(JournalPayload.Inflate(packed, MaxUnpacked));
            foreach (var write in document.RootElement.EnumerateObject())
            {
                digests[write.Name] = write.Value.GetString() ?? "";
            }

            return digests;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("a note's keys are not readable", malformed);
        }
    }
}
