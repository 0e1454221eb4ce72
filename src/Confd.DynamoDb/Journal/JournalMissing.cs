using Amazon.Runtime;

namespace Confd.DynamoDb.Journal;

/// <summary>A table has no journal where one is asked for.</summary>
internal static class JournalMissing
{
    /// <summary>Whether a request to a journal failed since there is no such table, or one with other keys, which DynamoDB
    /// refuses.</summary>
    public static bool IsMeant(DynamoDbException failed) => failed.Failure == DynamoDbFailure.TableMissing
        || (failed.Failure == DynamoDbFailure.InvalidRequest && failed.InnerException is AmazonServiceException);

    /// <summary>The exception for the caller, which names the table and not only that of the journal.</summary>
    /// <param name="table">The table whose changes are asked for.</param>
    /// <param name="journal">The table that does not exist or holds no journal.</param>
    /// <param name="failure">How that table was refused; null where it could be read.</param>
    public static DynamoDbException For(string table, string journal, DynamoDbException? failure)
    {
        // A table with other keys cannot become a journal.
        var kind = failure?.Failure ?? DynamoDbFailure.TableMissing;
        var isMissing = failure is not null && kind == DynamoDbFailure.TableMissing;
        return new DynamoDbException(
            kind, $"table {table} has no journal: {(isMissing ? $"there is no table {journal}" : $"table {journal} holds none")}", failure)
        {
            Remedy = kind == DynamoDbFailure.TableMissing ? DynamoDbRemedy.EnableJournal : DynamoDbRemedy.None,
            Table = table,
            Journal = journal == JournalOptions.NameFor(table) ? null : journal,
        };
    }
}
