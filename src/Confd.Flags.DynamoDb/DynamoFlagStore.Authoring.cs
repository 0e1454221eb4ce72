using Confd.DynamoDb;
using Confd.DynamoDb.Journal;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(FlagDocumentWrite write, CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        ArgumentNullException.ThrowIfNull(write);
        if (_options.Layout == FlagTableLayout.Community && IsArchived(write.Kind, write.Key, write.Item))
        {
            throw new FlagStoreException("the community layout keeps nothing of what is deleted; nothing can be archived in it");
        }

        var condition = write.SeenVersion is { } seen ? WriteCondition.Unchanged(seen) : WriteCondition.Absent;
        return await PutAsync(write.Kind, write.Key, write.Item, condition, cancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    /// <remarks>Needs <c>dynamodb:GetItem</c> and <c>PutItem</c> on the table's journal; a store with a client of the caller's has
    /// none.</remarks>
    public async Task AnnounceAsync(IReadOnlyList<FlagDocumentWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        foreach (var group in writes.GroupBy(write => write.Author))
        {
            await AnnounceAsync(group.Key, group.Select(write => (write.Kind, write.Key, (VersionedItem?)write.Item)), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    // An item that is null is a row that is deleted.
    private async Task AnnounceAsync(
        FlagAuthor? author, IEnumerable<(DataKind Kind, string Key, VersionedItem? Item)> writes, CancellationToken cancellationToken)
    {
        if (_journal is null || author is null)
        {
            return;
        }

        try
        {
            var writer = new JournalWriter(author.Command) { Actor = author.Name, Message = author.Message };
            foreach (var kind in writes.GroupBy(write => write.Kind))
            {
                var texts = kind.Select(write => new KeyWrite(
                    write.Key, write.Item is { } item ? TextOf(write.Kind, write.Key, item) : null)).ToList();
                if (!await _journal.TryNoteAsync(writer, texts, _namespaces.Of(kind.Key), cancellationToken).ConfigureAwait(false))
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
                LogNotNoted(Logger, failed.Message);
            }
        }
    }

    // What the row will hold in the attribute that the table's history knows changes by.
    private string TextOf(DataKind kind, string key, VersionedItem item) =>
        _options.Layout == FlagTableLayout.Community ? ""
        : (TryMakeRow(kind, key, item, out _) ?? OfficialRow.Write(_namespaces.Of(kind), key, FlagItemJson.Tombstone(key, item.Version)))
            [Attributes.Item].S;

    /// <inheritdoc/>
    public async Task<string?> FindFillingSourceAsync(CancellationToken cancellationToken) =>
        (await GetSourceAsync(cancellationToken).ConfigureAwait(false))?.Name;

    // What is archived is a tombstone that holds all there was.
    private static bool IsArchived(DataKind kind, string key, VersionedItem item) =>
        item.IsDeleted && FlagDocument.IsAnythingLeft(kind, key, item);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal does not tell who writes: {error}")]
    private static partial void LogNotNoted(ILogger logger, string error);
}
