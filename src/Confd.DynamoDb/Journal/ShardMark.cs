namespace Confd.DynamoDb.Journal;

/// <summary>How far the journal has come in a shard of the stream.</summary>
/// <param name="ShardId">The shard.</param>
/// <param name="SequenceNumber">The last record that is in the journal; null where none of the shard is: it is read from its
/// beginning.</param>
/// <param name="HasEnded">True where the shard is finished and its children go on.</param>
internal sealed record ShardMark(string ShardId, string? SequenceNumber, bool HasEnded)
{
    /// <summary>True where reading began somewhere in the shard and no record has come since: nobody can go on there.</summary>
    public bool IsUnknown { get; init; }
}
