using System.Text.Json;

namespace Confd.DynamoDb.Streams;

/// <summary>Records of a shard and the position after them.</summary>
internal sealed record RecordPage(IReadOnlyList<StreamRecord> Records, string? NextIterator)
{
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
