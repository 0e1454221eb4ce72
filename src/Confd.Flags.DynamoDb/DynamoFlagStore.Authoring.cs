using Confd.Flags.Authoring.Documents;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(FlagDocumentWrite write, CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        ArgumentNullException.ThrowIfNull(write);
        var condition = write.SeenVersion is { } seen ? WriteCondition.Unchanged(seen) : WriteCondition.Absent;
        return (await PutAsync(write.Kind, write.Key, write.Item, condition, cancellationToken).ConfigureAwait(false)).IsDone;
    });

    /// <inheritdoc/>
    public async Task<string?> FindFillingSourceAsync(CancellationToken cancellationToken) =>
        (await GetSourceAsync(cancellationToken).ConfigureAwait(false))?.Name;
}
