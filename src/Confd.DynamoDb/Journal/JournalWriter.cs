namespace Confd.DynamoDb.Journal;

/// <summary>The author of writes to a table, with command and reason, for the table's history.</summary>
/// <param name="Command">The command, such as <c>confd table put</c>; never with values.</param>
public sealed record JournalWriter(string Command)
{
    /// <summary>The person or program; null: the AWS identity of the caller, otherwise <c>user@host</c>.</summary>
    public string? Actor { get; init; }

    /// <summary>The author's reason; null for none.</summary>
    public string? Message { get; init; }
}
