using System.Text.Json;

namespace Confd.DynamoDb.Streams;

/// <summary>Records of a shard and the position after them.</summary>
internal sealed record RecordPage(IReadOnlyList<StreamRecord> Records, string? NextIterator)
{
    // DynamoDB cuts a page at 1,000 records and at a megabyte, by its own count of bytes.
    private const int FullRecords = 1_000;
    private const int FullBytes = 512 * 1024;

    /// <summary>True where the shard may have had more records when this page of it was read.</summary>
    public static bool IsFull(IReadOnlyCollection<StreamRecord> records) =>
        records.Count >= FullRecords || records.Sum(record => (long)record.Bytes) >= FullBytes;

    public static RecordPage Read(JsonElement body)
    {
        var records = new List<StreamRecord>();
        if (body.TryGetProperty("Records"u8, out var list))
        {
            foreach (var record in list.EnumerateArray())
            {
                records.Add(new StreamRecord(record));
            }
        }

        return new RecordPage(records, body.TryGetProperty("NextShardIterator"u8, out var next) ? next.GetString() : null);
    }
}
