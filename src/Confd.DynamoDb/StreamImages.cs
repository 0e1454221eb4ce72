namespace Confd.DynamoDb;

/// <summary>What a table's stream tells of an item that changed.</summary>
public enum StreamImages
{
    /// <summary>The item as it is now: enough for watching.</summary>
    New = 0,

    /// <summary>The item before and after: what a history needs.</summary>
    Both,
}
