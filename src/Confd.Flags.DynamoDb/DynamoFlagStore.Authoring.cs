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
        return (await PutAsync(write.Kind, write.Key, write.Item, condition, cancellationToken).ConfigureAwait(false)).IsDone;
    });

    /// <inheritdoc/>
    public async Task<string?> FindFillingSourceAsync(CancellationToken cancellationToken) =>
        (await GetSourceAsync(cancellationToken).ConfigureAwait(false))?.Name;

    // What is archived is a tombstone that holds all there was.
    private static bool IsArchived(DataKind kind, string key, VersionedItem item) =>
        item is { IsDeleted: true, Content.Length: > 0 } && FlagDocument.Read(kind, key, item).IsArchived;
}
