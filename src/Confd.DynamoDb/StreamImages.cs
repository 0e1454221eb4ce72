namespace Confd.DynamoDb;

/// <summary>The images of a changed item in a table's stream.</summary>
public enum StreamImages
{
    /// <summary>The item as it is now: sufficient for watching.</summary>
    New = 0,

    /// <summary>The item before and after: needed for a history.</summary>
    Both,
}
