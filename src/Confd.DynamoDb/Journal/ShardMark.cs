namespace Confd.DynamoDb.Journal;

/// <summary>The journal's position in a shard of the stream.</summary>
/// <param name="ShardId">The shard.</param>
/// <param name="SequenceNumber">The last record that is in the journal; null where none of the shard is: it is read from its start.</param>
/// <param name="HasEnded">True where the shard is finished and its children continue.</param>
internal sealed record ShardMark(string ShardId, string? SequenceNumber, bool HasEnded)
{
    /// <summary>True where reading started somewhere in the shard and there was no record since: reading cannot be resumed there.</summary>
    public bool IsUnknown { get; init; }
}
