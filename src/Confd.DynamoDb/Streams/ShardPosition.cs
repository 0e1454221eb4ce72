namespace Confd.DynamoDb.Streams;

/// <summary>Where reading of a shard starts.</summary>
internal enum ShardPosition
{
    /// <summary>After the newest record.</summary>
    Latest,

    /// <summary>At the oldest record that is kept.</summary>
    TrimHorizon,

    /// <summary>After a record that was read.</summary>
    AfterSequenceNumber,
}
