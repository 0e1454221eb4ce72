using Confd.DynamoDb;
using Confd.DynamoDb.Journal;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb;

/// <summary>Tells a table's journal who changes its items, and why.</summary>
/// <param name="journal">Null where the store has none, and nothing is noted.</param>
/// <param name="items">Knows what their rows will hold.</param>
/// <param name="namespaces">Where the rows lie.</param>
/// <param name="logger">Hears of what cannot be noted.</param>
internal sealed partial class WriterNotes(TableJournal? journal, FlagItemWriter items, Namespaces namespaces, ILogger logger)
{
    private bool _hasToldDenial;

    /// <summary>Notes who writes which items; one that is null is a row that is deleted. What cannot be noted is told, and written all the
    /// same.</summary>
    public async Task AnnounceAsync(
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
                if (!await journal.TryNoteAsync(writer, texts, namespaces.Of(kind.Key), cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (DynamoDbException failed)
        {
            // What is denied stays denied: a console says it once, and not with each of its writes.
            if (failed.Failure != DynamoDbFailure.AccessDenied || !Interlocked.Exchange(ref _hasToldDenial, true))
            {
                LogNotNoted(logger, failed.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal does not tell who writes: {error}")]
    private static partial void LogNotNoted(ILogger logger, string error);
}
