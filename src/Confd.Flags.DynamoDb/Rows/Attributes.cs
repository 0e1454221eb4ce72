namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Names of attributes in the table.</summary>
internal static class Attributes
{
    public const string Namespace = "namespace";
    public const string Key = "key";
    public const string Version = "version";
    public const string Item = "item";
    public const string Deleted = "deleted";

    /// <summary>The number of parts of an item that is too large for one row; specific to this library, like the next ones.</summary>
    public const string PartCount = "parts";
    public const string PartsId = "partsId";
    public const string Part = "part";
    public const string PartOf = "of";
    public const string WrittenOn = "writtenOn";

    /// <summary>When a tombstone was written or first seen, in milliseconds; other readers ignore it.</summary>
    public const string DeletedOn = "deletedOn";

    /// <summary>The source that fills the prefix, its name, its environment if known, and when it last did so.</summary>
    public const string Source = "source";
    public const string SourceName = "sourceName";
    public const string Environment = "environment";
    public const string SyncedOn = "syncedOn";
}
