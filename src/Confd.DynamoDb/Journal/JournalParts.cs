using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>Cuts what a stream brought into entries that fit into an item and a transaction.</summary>
internal static class JournalParts
{
    // An item holds 400 KB; keys and images are compressed, so this leaves room to spare. Readers pay half a unit for each 4 KB.
    private const int MaxBytes = 256 * 1024;

    private const int MaxRecords = 1_000;

    // A transaction holds 100 items, among them head, entry, images and history.
    private const int MaxMarks = 50;

    /// <summary>The parts, in order; at least one for a batch that is not empty.</summary>
    public static IEnumerable<JournalPart> Split(StreamBatch batch)
    {
        var records = new List<StreamRecord>();
        var reached = new Dictionary<string, ShardMark>(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var (shardId, record) in batch.Records)
        {
            var size = JournalPayload.ImageBytes(record);
            if (records.Count > 0 && (
                records.Count == MaxRecords || bytes + size > MaxBytes || (reached.Count == MaxMarks && !reached.ContainsKey(shardId))))
            {
                yield return new JournalPart(records, [.. reached.Values]);
                (records, reached, bytes) = ([], new Dictionary<string, ShardMark>(StringComparer.Ordinal), 0);
            }

            records.Add(record);
            reached[shardId] = new ShardMark(shardId, record.SequenceNumber, HasEnded: false);
            bytes += size;
        }

        // That a shard has ended is written last: its children are only read when all of it is in the journal.
        foreach (var shardId in batch.Ended)
        {
            if (reached.Count == MaxMarks && !reached.ContainsKey(shardId))
            {
                yield return new JournalPart(records, [.. reached.Values]);
                (records, reached) = ([], new Dictionary<string, ShardMark>(StringComparer.Ordinal));
            }

            reached[shardId] = new ShardMark(shardId, reached.GetValueOrDefault(shardId)?.SequenceNumber, HasEnded: true);
        }

        if (records.Count > 0 || reached.Count > 0)
        {
            yield return new JournalPart(records, [.. reached.Values]);
        }
    }
}
