namespace Confd.DynamoDb.Streams;

/// <summary>The start of reading a shard.</summary>
internal enum ShardPosition
{
    /// <summary>After the newest record.</summary>
    Latest,

    /// <summary>At the oldest record that is kept.</summary>
    TrimHorizon,

    /// <summary>After a record that was read.</summary>
    AfterSequenceNumber,
}
