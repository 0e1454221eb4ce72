namespace Confd.DynamoDb.Journal;

/// <summary>A writer's place in the table's stream.</summary>
internal interface IStreamCursor
{
    /// <summary>True where what lies between the marks and this place is lost, or where there were no marks: the journal gets a gap
    /// first.</summary>
    bool HasGap { get; }

    /// <summary>Where each open shard stands now, for a journal that begins here.</summary>
    IReadOnlyList<ShardMark> Marks { get; }

    /// <summary>The changes since the last call; may be empty.</summary>
    /// <exception cref="DynamoDbException"><see cref="DynamoDbFailure.StreamPositionLost"/>: a new cursor is needed; others: it cannot be
    /// read.</exception>
    Task<StreamBatch> ReadAsync(CancellationToken cancellationToken);
}
