namespace Confd.DynamoDb.Journal;

/// <summary>Who is about to write to a table, with what and why, for the table's history.</summary>
/// <param name="Command">What is run, such as <c>confd table put</c>; never with values.</param>
public sealed record JournalWriter(string Command)
{
    /// <summary>The person or program; null: the AWS identity of the caller, else <c>user@host</c>.</summary>
    public string? Actor { get; init; }

    /// <summary>What the person says about it; null for nothing.</summary>
    public string? Message { get; init; }
}
