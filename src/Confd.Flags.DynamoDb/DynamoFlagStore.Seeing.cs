using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Confd.Flags.Sync.LaunchDarkly;
using Confd.Flags.Sync.Reconciling;
using Confd.Shared;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <inheritdoc/>
    public Task<TableSnapshot> ReadSnapshotAsync(CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        await _writer.CheckTableAsync(cancellationToken).ConfigureAwait(false);
        var kinds = new Dictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>>();
        var tombstones = new List<SeenTombstone>();
        var budget = CreateBudget();
        foreach (var kind in DataKind.All)
        {
            kinds[kind] = await ReadAllAsync(kind, tombstones, includesUnreadable: false, budget, cancellationToken).ConfigureAwait(false);
        }

        return new TableSnapshot(kinds, tombstones);
    });

    /// <inheritdoc/>
    public Task<TableProbe> ProbeAsync(DataKind? filled, CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        var isMarked = _options.Layout == FlagTableLayout.Community
            || await InitializedAsync(_table, cancellationToken).ConfigureAwait(false);
        var hasItems = filled is not { } kind || await HasAnyAsync(_table, kind, cancellationToken).ConfigureAwait(false);
        return new TableProbe(isMarked, hasItems, await GetSourceAsync(cancellationToken).ConfigureAwait(false));
    });

    /// <inheritdoc/>
    public Task<TableSlice> ListAsync(DataKind kind, string after, int limit, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
        {
            var request = RowRequests.All(_namespaces.Of(kind), Attributes.Key);
            request.Limit = limit;
            if (after.Length > 0)
            {
                request.ExclusiveStartKey = RowRequests.KeyOf(_namespaces.Of(kind), after);
            }

            await foreach (var page in _table.QueryAsync(request, cancellationToken).ConfigureAwait(false))
            {
                string[] keys = [.. page.Select(KeyIn)];
                if (keys.Length > 0)
                {
                    // A page also ends at a megabyte of whole rows, however few they are: only the response shows whether more follow.
                    return new TableSlice(keys, request.ExclusiveStartKey is { Count: > 0 } ? keys[^1] : null);
                }
            }

            return new TableSlice([], Last: null);
        });

    /// <inheritdoc/>
    public Task MarkInitializedAsync(CancellationToken cancellationToken) => Failures.TranslateAsync(() => MarkAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<int> PurgeTombstonesAsync(TableSnapshot seen, FlagDataSet data, TimeSpan age, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
        {
            var now = _options.Table.Clock.GetUtcNow();
            var removed = 0;
            foreach (var tombstone in seen.Tombstones.Where(each => !data.Kinds[each.Kind].ContainsKey(each.Key)))
            {
                var condition = WriteCondition.Unchanged(tombstone.Version);
                if (tombstone.DeletedOn is null)
                {
                    var noted = VersionedItem.Tombstone(tombstone.Version);
                    await _items.PutAsync(tombstone.Kind, tombstone.Key, noted, condition, cancellationToken).ConfigureAwait(false);
                }
                else if (now - tombstone.DeletedOn >= age)
                {
                    removed += await _items.RemoveAsync(tombstone.Kind, tombstone.Key, condition, cancellationToken)
                        .ConfigureAwait(false) ? 1 : 0;
                }
            }

            return removed;
        });

    /// <inheritdoc/>
    public Task<int> SweepAsync(CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
        _options.Layout == FlagTableLayout.Official
            ? await _parts.DeleteOrphansAsync(DataKind.Features, cancellationToken).ConfigureAwait(false)
                + await _parts.DeleteOrphansAsync(DataKind.Segments, cancellationToken).ConfigureAwait(false)
            : 0);

    /// <inheritdoc/>
    public Task<FlagTableSource?> GetSourceAsync(CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        var request = RowRequests.One(_namespaces.Source, _namespaces.Source);
        var row = await _table.GetAsync(request, cancellationToken).ConfigureAwait(false);
        return row?.GetValueOrDefault(Attributes.Source)?.S is { } id
            ? new FlagTableSource(id, row.GetValueOrDefault(Attributes.SourceName)?.S ?? "", RowTime.Read(row, Attributes.SyncedOn))
            {
                Environment = row.GetValueOrDefault(Attributes.Environment)?.S,
            }
            : null;
    });

    /// <inheritdoc/>
    public Task<bool> PutSourceAsync(
        SyncOrigin origin, FlagTableSource? replaced, DateTimeOffset? syncedOn, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
        {
            var row = RowRequests.KeyOf(_namespaces.Source, _namespaces.Source);
            row[Attributes.Source] = new() { S = origin.Id };
            row[Attributes.SourceName] = new() { S = origin.Name };
            if (origin.Environment is { } environment)
            {
                row[Attributes.Environment] = new() { S = environment };
            }

            if (syncedOn is { } time)
            {
                row[Attributes.SyncedOn] = RowTime.Write(time);
            }

            var write = await _writer.PutAsync(row, RowOwner.Source, WriteCondition.SourceIs(origin, replaced), cancellationToken)
                .ConfigureAwait(false);
            return write.IsDone;
        });

    private async Task<IReadOnlyDictionary<string, VersionedItem>> ReadAllAsync(
        DataKind kind, List<SeenTombstone>? tombstones, bool includesUnreadable, ByteBudget budget, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, VersionedItem>(StringComparer.Ordinal);
        await foreach (var page in _table.QueryAsync(RowRequests.All(_namespaces.Of(kind)), cancellationToken).ConfigureAwait(false))
        {
            foreach (var row in page)
            {
                if (await ReadRowAsync(kind, row, budget, cancellationToken).ConfigureAwait(false) is { } item
                    && (includesUnreadable || !item.IsUnreadable))
                {
                    items[KeyIn(row)] = item;
                    if (item.IsDeleted && !IsArchived(kind, KeyIn(row), item))
                    {
                        tombstones?.Add(new SeenTombstone(kind, KeyIn(row), item.Version, RowTime.Read(row, Attributes.DeletedOn)));
                    }
                }
            }
        }

        return items;
    }
}
