namespace Confd.DynamoDb;

/// <summary>What a new table looks like: key/value, of flags, or a journal. It is on-demand: it costs what is used and needs no capacity
/// planning.</summary>
public sealed record TableDefinition
{
    /// <summary>The attribute that holds the key.</summary>
    /// <value><c>key</c>.</value>
    public string KeyAttribute { get; init; } = "key";

    /// <summary>The attribute that holds the partition; the key is then the sort key. Null: the key is the partition key.</summary>
    public string? PartitionAttribute { get; init; }

    /// <summary>True: the table has a stream of both images, so that it can be watched.</summary>
    public bool HasStream { get; init; }
}
