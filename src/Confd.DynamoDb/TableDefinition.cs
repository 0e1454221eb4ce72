namespace Confd.DynamoDb;

/// <summary>The definition of a new table: of keys and values, of flags, or of a journal. It is on-demand: it costs what is used and needs
/// no capacity planning.</summary>
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
