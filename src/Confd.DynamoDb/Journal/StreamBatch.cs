using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>The result of one reading of a stream.</summary>
/// <param name="Records">In order within each shard, each with its shard.</param>
/// <param name="Ended">Shards that are finished with these records.</param>
internal sealed record StreamBatch(IReadOnlyList<(string ShardId, StreamRecord Record)> Records, IReadOnlyList<string> Ended)
{
    // A page of a shard is cut at 1,000 records and at a megabyte, by DynamoDB's own count of bytes.
    private const int FullPageRecords = 1_000;
    private const int FullPageBytes = 512 * 1024;

    /// <summary>True where there is nothing new.</summary>
    public bool IsEmpty => Records.Count == 0 && Ended.Count == 0;

    /// <summary>True where the stream may have had more when it was read: a page was full, or a shard has ended and its children were not
    /// read yet.</summary>
    public bool MayHaveMore => Ended.Count > 0 || Records.GroupBy(record => record.ShardId, StringComparer.Ordinal).Any(shard =>
        shard.Count() >= FullPageRecords || shard.Sum(record => (long)JournalPayload.HistoryBytes(record.Record)) >= FullPageBytes);
}
