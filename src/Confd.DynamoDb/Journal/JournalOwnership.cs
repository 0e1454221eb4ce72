namespace Confd.DynamoDb.Journal;

/// <summary>Which table a journal belongs to: its head names it, so that no table takes another one's journal for its own.</summary>
/// <remarks>Tables of the same layout, such as those of two environments, usually have the same keys: entries do not show the
/// difference.</remarks>
internal static class JournalOwnership
{
    // DynamoDB accepts an ARN as a table's name: arn:aws:dynamodb:REGION:ACCOUNT:table/NAME.
    private const string ArnStart = "arn:";
    private const string ArnName = ":table/";

    /// <summary>The name of a table in a head, however requests name the table.</summary>
    public static string NameOf(string table)
    {
        var start = table.StartsWith(ArnStart, StringComparison.Ordinal) ? table.IndexOf(ArnName, StringComparison.Ordinal) : -1;
        return start < 0 ? table : table[(start + ArnName.Length)..];
    }

    /// <summary>Refuses the head of another table's journal.</summary>
    /// <param name="head">The head. One without a table, written before heads named it, is accepted.</param>
    /// <param name="journal">The journal's table.</param>
    /// <param name="table">The table whose journal it should be.</param>
    /// <returns>The head.</returns>
    /// <exception cref="DynamoDbException">The journal belongs to another table.</exception>
    public static JournalHead Require(JournalHead head, string journal, string table) =>
        head.Table.Length == 0 || head.Table == NameOf(table)
            ? head
            : throw new DynamoDbException(
                DynamoDbFailure.JournalOfOtherTable, $"the journal {journal} is that of table {head.Table}, not of table {table}")
            {
                Table = table,
            };

    /// <summary>A head to write, with its table where that is certain: a journal of the default name belongs to the table that it is named
    /// after.</summary>
    public static JournalHead Complete(JournalHead head, string journal, string table) =>
        head.Table.Length == 0 && journal == JournalOptions.NameFor(table) ? head with { Table = NameOf(table) } : head;
}
