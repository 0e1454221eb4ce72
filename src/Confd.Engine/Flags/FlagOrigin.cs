namespace Confd.Engine.Flags;

/// <summary>Where flags come from: a table or a file.</summary>
/// <param name="Table">The DynamoDB table; null where a file is named.</param>
/// <param name="Prefix">The environment's prefix in the table; null for none.</param>
/// <param name="File">A JSON file of flag data, for development and tests; null where a table is named.</param>
public sealed record FlagOrigin(string? Table, string? Prefix, string? File)
{
    /// <summary>How the table's rows are written; of no account for a file.</summary>
    public FlagRowLayout Layout { get; init; }

    /// <summary>The table's journal, by which changes are followed; null: the one that is found by its name.</summary>
    public string? Journal { get; init; }

    /// <summary>True: changes are followed by the table's stream, journal or not.</summary>
    public bool IgnoresJournal { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Table is null ? $"flag file {File}" : $"flag table {Table}";
}
