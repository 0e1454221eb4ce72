using Confd.DynamoDb;
using Confd.DynamoDb.Journal;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb;

/// <summary>Records in a table's journal who changes its items, and why.</summary>
/// <param name="journal">Null where the store has none; nothing is recorded then.</param>
/// <param name="items">Returns the contents of the items' rows.</param>
/// <param name="namespaces">The partitions of the rows.</param>
/// <param name="logger">Logs failures to record.</param>
internal sealed partial class WriterNotes(TableJournal? journal, FlagItemWriter items, Namespaces namespaces, ILogger logger)
{
    private bool _hasLoggedDenial;

    /// <summary>Records the author of writes of items; null stands for a row that is deleted. A failure to record is logged, and does not
    /// prevent the write.</summary>
    public async Task RecordAuthorsAsync(
        FlagAuthor? author, IEnumerable<(DataKind Kind, string Key, VersionedItem? Item)> writes, CancellationToken cancellationToken)
    {
        if (journal is null || author is null)
        {
            return;
        }

        try
        {
            var writer = new JournalWriter(author.Command) { Actor = author.Name, Message = author.Message };
            foreach (var kind in writes.GroupBy(write => write.Kind))
            {
                var texts = kind.Select(write => new KeyWrite(
                    write.Key, write.Item is { } item ? items.TextOf(write.Kind, write.Key, item) : null)).ToList();
                if (!await journal.TryRecordAuthorAsync(writer, texts, namespaces.Of(kind.Key), cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (DynamoDbException failed)
        {
            // Denied access stays denied: a console logs it once, and not with each of its writes.
            if (failed.Failure != DynamoDbFailure.AccessDenied || !Interlocked.Exchange(ref _hasLoggedDenial, true))
            {
                LogNotNoted(logger, failed.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal does not record who writes: {error}")]
    private static partial void LogNotNoted(ILogger logger, string error);
}
