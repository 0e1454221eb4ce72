namespace Confd.Engine.Flags;

/// <summary>The source of flags: a table or a file.</summary>
/// <param name="Table">The DynamoDB table; null where a file is named.</param>
/// <param name="Prefix">The environment's prefix in the table; null for none.</param>
/// <param name="File">A JSON file of flag data, for development and tests; null where a table is named.</param>
public sealed record FlagOrigin(string? Table, string? Prefix, string? File)
{
    /// <summary>The layout of the table's rows; not used for a file.</summary>
    public FlagRowLayout Layout { get; init; }

    /// <summary>The table's journal, by which changes are followed; null: the one that is found by its default name.</summary>
    public string? Journal { get; init; }

    /// <summary>True: changes are followed by the table's stream, even if there is a journal.</summary>
    public bool IgnoresJournal { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Table is null ? $"flag file {File}" : $"flag table {Table}";
}
