namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Names in the table.</summary>
internal static class Attributes
{
    public const string Namespace = "namespace";
    public const string Key = "key";
    public const string Version = "version";
    public const string Item = "item";
    public const string Deleted = "deleted";

    /// <summary>How many parts an item has that is too large for one row; ours alone, like the next ones.</summary>
    public const string PartCount = "parts";
    public const string PartsId = "partsId";
    public const string Part = "part";
    public const string PartOf = "of";
    public const string WrittenOn = "writtenOn";

    /// <summary>When a tombstone was written or first seen, in milliseconds; other readers pass over it.</summary>
    public const string DeletedOn = "deletedOn";

    /// <summary>Which source fills the prefix, what it is called, its environment where that is known, and when it last did.</summary>
    public const string Source = "source";
    public const string SourceName = "sourceName";
    public const string Environment = "environment";
    public const string SyncedOn = "syncedOn";
}
