using Amazon.Runtime;

namespace Confd.DynamoDb.Journal;

/// <summary>Failures because a table has no journal.</summary>
internal static class JournalMissing
{
    /// <summary>Whether a request to a journal failed because there is no such table, or one with other keys, for which DynamoDB rejects
    /// the request.</summary>
    public static bool IsMeant(DynamoDbException failed) => failed.Failure == DynamoDbFailure.TableMissing
        || (failed.Failure == DynamoDbFailure.InvalidRequest && failed.InnerException is AmazonServiceException);

    /// <summary>Creates the caller's exception, which names the table and not only that of the journal.</summary>
    /// <param name="table">The table whose changes are requested.</param>
    /// <param name="journal">The table that does not exist or holds no journal.</param>
    /// <param name="failure">The failure for that table; null where it could be read.</param>
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
