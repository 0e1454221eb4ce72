using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>Splits records of a stream into entries that fit into an item and a transaction.</summary>
internal static class JournalParts
{
    /// <summary>The maximum number of marks in one write: a transaction holds 100 items, among them up to 20 heads and 20 copies of the
    /// entry.</summary>
    public const int MaxMarks = 50;

    /// <summary>Bytes of an entry's changes before compression. An item holds 400 KB; readers pay half a unit for each 4 KB.</summary>
    public const int MaxEntryBytes = 256 * 1024;

    // A transaction holds 4 MB: the entry in each replica, its history of up to 390 KB, marks and heads of less than 1 KB each.
    private const int MaxCopiesBytes = 3_200 * 1024;

    // The data to compress for the history, old images and large ones, is limited as well: it is all in memory at the same time.
    private const int MaxHistoryBytes = 4 * 1024 * 1024;

    private const int MaxRecords = 1_000;

    /// <summary>The parts, in order; at least one for a batch that is not empty.</summary>
    /// <param name="batch">The records of the stream.</param>
    /// <param name="replicas">The number of copies of each entry that are written in one transaction.</param>
    public static IEnumerable<JournalPart> Split(StreamBatch batch, int replicas)
    {
        var maxBytes = Math.Min(MaxEntryBytes, MaxCopiesBytes / replicas);
        var records = new List<StreamRecord>();
        var reached = new Dictionary<string, ShardMark>(StringComparer.Ordinal);
        int bytes = 0, history = 0;
        foreach (var (shardId, record) in batch.Records)
        {
            var size = JournalPayload.Bytes(record);
            var historySize = JournalPayload.HistoryBytes(record);
            var isFull = records.Count == MaxRecords || bytes + size > maxBytes || history + historySize > MaxHistoryBytes;
            if (records.Count > 0 && (isFull || (reached.Count == MaxMarks && !reached.ContainsKey(shardId))))
            {
                yield return new JournalPart(records, [.. reached.Values]);
                (records, reached, bytes, history) = ([], new Dictionary<string, ShardMark>(StringComparer.Ordinal), 0, 0);
            }

            records.Add(record);
            reached[shardId] = new ShardMark(shardId, record.SequenceNumber, HasEnded: false);
            bytes += size;
            history += historySize;
        }

        // The end of a shard is written last: its children are only read when all of it is in the journal.
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
