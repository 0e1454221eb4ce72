using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>The result of one reading of a stream.</summary>
/// <param name="Records">In order within each shard, each with its shard.</param>
/// <param name="Ended">Shards that are finished with these records.</param>
internal sealed record StreamBatch(IReadOnlyList<(string ShardId, StreamRecord Record)> Records, IReadOnlyList<string> Ended)
{
    /// <summary>True where a round over the stream has ended with these records (<see cref="StreamRounds"/>).</summary>
    public bool EndsRound { get; init; }

    /// <summary>True where there is nothing new.</summary>
    public bool IsEmpty => Records.Count == 0 && Ended.Count == 0;
}
