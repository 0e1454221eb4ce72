using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <inheritdoc/>
    public Task<FlagTableSource?> GetSourceAsync(CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        var request = new GetItemRequest { Key = KeyOf(_namespaces.Source, _namespaces.Source), ConsistentRead = true };
        var row = await _table.GetAsync(request, cancellationToken).ConfigureAwait(false);
        if (row?.GetValueOrDefault(Attributes.Source)?.S is not { } id)
        {
            return null;
        }

        var time = row.GetValueOrDefault(Attributes.SyncedOn)?.N;
        return new FlagTableSource(
            id,
            row.GetValueOrDefault(Attributes.SourceName)?.S ?? "",
            long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < MaxMilliseconds
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : null);
    });

    /// <inheritdoc/>
    public Task<bool> PutSourceAsync(SyncOrigin origin, string? replaced, DateTimeOffset? syncedOn, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
        {
            var row = KeyOf(_namespaces.Source, _namespaces.Source);
            row[Attributes.Source] = new() { S = origin.Id };
            row[Attributes.SourceName] = new() { S = origin.Name };
            if (syncedOn is { } time)
            {
                row[Attributes.SyncedOn] = new() { N = $"{time.ToUnixTimeMilliseconds()}" };
            }

            var condition = WriteCondition.SourceIs(origin.Id, replaced ?? origin.Id);
            var write = await _writer.PutAsync(row, RowOwner.Source, condition, version: 0, cancellationToken).ConfigureAwait(false);
            return write.IsDone;
        });
}
