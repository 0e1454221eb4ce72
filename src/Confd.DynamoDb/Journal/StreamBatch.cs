using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>What one reading of a stream brought.</summary>
/// <param name="Records">In order within each shard, each with the shard that it comes from.</param>
/// <param name="Ended">Shards that are finished with these records.</param>
internal sealed record StreamBatch(IReadOnlyList<(string ShardId, StreamRecord Record)> Records, IReadOnlyList<string> Ended)
{
    /// <summary>True where nothing has happened.</summary>
    public bool IsEmpty => Records.Count == 0 && Ended.Count == 0;
}
