namespace Confd.Engine.Resources;

/// <summary>The <c>[backend]</c> table of a resource, or the backend that the command line names.</summary>
/// <remarks>
/// Two settings are equal when they may share one client: same name, table, files and filter; timeouts do not count, as in the original.
/// </remarks>
/// <param name="Name">What users write: <c>dynamodb</c>, <c>env</c>, <c>file</c>; not yet judged.</param>
public sealed record BackendSettings(string Name)
{
    /// <summary>The DynamoDB table; null where none was given.</summary>
    public string? Table { get; init; }

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
        && Filter == other.Filter
        && Files.SequenceEqual(other.Files);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Table, Filter, Files.Count);
}
