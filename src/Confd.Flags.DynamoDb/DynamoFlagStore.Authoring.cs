using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;

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
        return await _items.PutAsync(write.Kind, write.Key, write.Item, condition, cancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    /// <remarks>Needs <c>dynamodb:GetItem</c> and <c>PutItem</c> on the table's journal; a store with the caller's client has no
    /// journal.</remarks>
    public async Task RecordAuthorsAsync(IReadOnlyList<FlagDocumentWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        foreach (var group in writes.GroupBy(write => write.Author))
        {
            var items = group.Select(write => (write.Kind, write.Key, (VersionedItem?)write.Item));
            await _notes.RecordAuthorsAsync(group.Key, items, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> FindSyncSourceAsync(CancellationToken cancellationToken) =>
        (await GetSourceAsync(cancellationToken).ConfigureAwait(false))?.Name;

    // An archived item is a tombstone with all fields of the item.
    private static bool IsArchived(DataKind kind, string key, VersionedItem item) =>
        item.IsDeleted && FlagDocument.IsAnythingLeft(kind, key, item);
}
