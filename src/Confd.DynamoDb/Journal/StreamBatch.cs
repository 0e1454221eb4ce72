using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>The result of one reading of a stream.</summary>
/// <param name="Records">In order within each shard, each with its shard.</param>
/// <param name="Ended">Shards that are finished with these records.</param>
internal sealed record StreamBatch(IReadOnlyList<(string ShardId, StreamRecord Record)> Records, IReadOnlyList<string> Ended)
{
    /// <summary>True where a shard was not read, as DynamoDB throttled.</summary>
    public bool IsThrottled { get; init; }

    /// <summary>True where there is nothing new.</summary>
    public bool IsEmpty => Records.Count == 0 && Ended.Count == 0;

    /// <summary>True where the stream may have had more when it was read: DynamoDB throttled, a page was full, or a shard has ended and its
    /// children were not read yet.</summary>
    public bool MayHaveMore => IsThrottled
        || Ended.Count > 0
        || Records.GroupBy(record => record.ShardId, record => record.Record, StringComparer.Ordinal)
            .Any(shard => RecordPage.IsFull([.. shard]));
}
