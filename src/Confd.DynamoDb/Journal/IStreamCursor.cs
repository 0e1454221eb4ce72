namespace Confd.DynamoDb.Journal;

/// <summary>A writer's position in the table's stream.</summary>
internal interface IStreamCursor
{
    /// <summary>True where records between the marks and this position are lost, or where there were no marks: the journal gets a gap
    /// first.</summary>
    bool HasGap { get; }

    /// <summary>The current position in each open shard, for a journal that starts here.</summary>
    IReadOnlyList<ShardMark> Marks { get; }

    /// <summary>Reads the changes since the last call; may be empty.</summary>
    /// <exception cref="DynamoDbException"><see cref="DynamoDbFailure.StreamPositionLost"/>: a new cursor is needed; others: it cannot be
    /// read.</exception>
    Task<StreamBatch> ReadAsync(CancellationToken cancellationToken);
}
