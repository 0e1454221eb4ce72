using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <inheritdoc/>
    public Task<FlagTableSource?> GetSourceAsync(CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        var request = RowRequests.One(_namespaces.Source, _namespaces.Source);
        var row = await _table.GetAsync(request, cancellationToken).ConfigureAwait(false);
        return row?.GetValueOrDefault(Attributes.Source)?.S is { } id
            ? new FlagTableSource(id, row.GetValueOrDefault(Attributes.SourceName)?.S ?? "", RowTime.Read(row, Attributes.SyncedOn))
            : null;
    });

    /// <inheritdoc/>
    public Task<bool> PutSourceAsync(SyncOrigin origin, string? replaced, DateTimeOffset? syncedOn, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
        {
            var row = RowRequests.KeyOf(_namespaces.Source, _namespaces.Source);
            row[Attributes.Source] = new() { S = origin.Id };
            row[Attributes.SourceName] = new() { S = origin.Name };
            if (syncedOn is { } time)
            {
                row[Attributes.SyncedOn] = RowTime.Write(time);
            }

            var condition = WriteCondition.SourceIs(origin.Id, replaced ?? origin.Id);
            var write = await _writer.PutAsync(row, RowOwner.Source, condition, cancellationToken).ConfigureAwait(false);
            return write.IsDone;
        });
}
