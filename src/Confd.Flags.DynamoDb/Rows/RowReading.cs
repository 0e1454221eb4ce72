using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>The contents of a row: an item, a reference to the parts of an item, or a row that cannot be read.</summary>
internal readonly record struct RowReading
{
    /// <summary>The item's key.</summary>
    public string Key { get; private init; }

    /// <summary>The item; null if it is in parts or cannot be read.</summary>
    public VersionedItem? Item { get; private init; }

    /// <summary>The reference to the item's parts, if it is in parts.</summary>
    public PartsReference? Parts { get; private init; }

    /// <summary>Why the row cannot be read; null if it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>The version of a row that cannot be read, if at least that can be read; otherwise 0.</summary>
    public long Version { get; private init; }

    public static RowReading Of(string key, VersionedItem item) => new() { Key = key, Item = item };

    public static RowReading Of(string key, PartsReference parts) => new() { Key = key, Parts = parts };

    public static RowReading Broken(string key, string problem, long version = 0) =>
        new() { Key = key, Problem = problem, Version = version };
}
