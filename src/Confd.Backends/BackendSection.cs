namespace Confd.Backends;

/// <summary>The <c>[backend]</c> table of a resource, or the backend that the command line names.</summary>
/// <remarks>
/// Two settings are equal when they may share one client: same name, table and options of the table, files and filter; timeouts do not count, as in the original.
/// </remarks>
/// <param name="Name">What users write: <c>dynamodb</c>, <c>env</c>, <c>file</c>; not yet judged.</param>
public sealed record BackendSettings(string Name)
{
    /// <summary>The DynamoDB table; null where none was given.</summary>
    public string? Table { get; init; }

    /// <summary>The partition to read, in a DynamoDB table whose sort key is the key; null for a table without a sort key.</summary>
    public string? Partition { get; init; }

    /// <summary>The DynamoDB attribute that holds the key.</summary>
    /// <value>Default <c>key</c>.</value>
    public string KeyAttribute { get; init; } = "key";

    /// <summary>The DynamoDB attribute that holds the value.</summary>
    /// <value>Default <c>value</c>.</value>
    public string ValueAttribute { get; init; } = "value";

    /// <summary>A secondary index to read instead of the DynamoDB table; null for the table itself.</summary>
    public string? Index { get; init; }

    /// <summary>True: strongly consistent reads of DynamoDB, at twice the price.</summary>
    public bool IsConsistentRead { get; init; }

    /// <summary>Files and folders of the file backend, in the order in which they are read; empty where none was given.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Which files of a folder are read, by base name.</summary>
    /// <value>Default <c>*</c>.</value>
    public string Filter { get; init; } = "*";

    /// <summary>How long opening a connection may take; null for the program's <c>--dial-timeout</c>. Not part of equality.</summary>
    public TimeSpan? DialTimeout { get; init; }

    /// <inheritdoc/>
    public bool Equals(BackendSettings? other) =>
        other is not null
        && Name == other.Name
        && Table == other.Table
        && Partition == other.Partition
        && KeyAttribute == other.KeyAttribute
        && ValueAttribute == other.ValueAttribute
        && Index == other.Index
        && IsConsistentRead == other.IsConsistentRead
        && Filter == other.Filter
        && Files.SequenceEqual(other.Files);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Table, Partition, Index, Filter, Files.Count);
}
