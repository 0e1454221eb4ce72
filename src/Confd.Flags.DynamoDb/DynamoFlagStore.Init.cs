using Amazon.DynamoDBv2.Model;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    private const int RowsPerBatch = 25;

    /// <inheritdoc/>
    public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken) => InitAsync(data, progress: null, cancellationToken);

    /// <summary>As <see cref="InitAsync(FlagDataSet, CancellationToken)"/>, and tells how many items have been written so far.</summary>
    /// <exception cref="FlagItemTooLargeException">
    /// An item is too large for a row. All others were written; its earlier version and everything else that was stored stays, and no mark was set.
    /// </exception>
    public Task InitAsync(FlagDataSet data, IProgress<int>? progress, CancellationToken cancellationToken = default) => Failures.TranslateAsync(async () =>
    {
        var before = new Dictionary<DataKind, List<StoredRow>>();
        foreach (var kind in data.Kinds.Keys)
        {
            before[kind] = await ListRowsAsync(kind, cancellationToken).ConfigureAwait(false);
        }

        var writing = new InitRun(progress);
        foreach (var stage in data.Stages)
        {
            await WriteStageAsync(stage, writing, cancellationToken).ConfigureAwait(false);
        }

        if (writing.TooLarge is { } tooLarge)
        {
            throw tooLarge;
        }

        foreach (var (kind, rows) in before)
        {
            await RemoveLeftoversAsync(kind, rows, data.Kinds[kind], writing, cancellationToken).ConfigureAwait(false);
        }

        await MarkAsync(cancellationToken).ConfigureAwait(false);
        return true;
    });

    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        if (_options.Layout == FlagTableLayout.Official)
        {
            var marker = new PutItemRequest { Item = KeyOf(_namespaces.Marker, _namespaces.Marker) };
            await _table.PutAsync(marker, cancellationToken).ConfigureAwait(false);
        }

        _hasInitialized = true;
    }

    private async Task<List<StoredRow>> ListRowsAsync(DataKind kind, CancellationToken cancellationToken)
    {
        var request = AllOf(kind);
        request.ProjectionExpression = "#key, #partsId";
        request.ExpressionAttributeNames["#key"] = Attributes.Key;
        request.ExpressionAttributeNames["#partsId"] = Attributes.PartsId;
        var rows = new List<StoredRow>();
        await foreach (var page in _table.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            rows.AddRange(page.Select(row => new StoredRow(row[Attributes.Key].S, row.GetValueOrDefault(Attributes.PartsId)?.S)));
        }

        return rows;
    }

    private async Task WriteStageAsync(KindItems stage, InitRun writing, CancellationToken cancellationToken)
    {
        var rows = new List<WriteRequest>(stage.Items.Count);
        foreach (var (key, item) in stage.Items)
        {
            if (TryMakeRow(stage.Kind, key, item, out var sizeBytes) is { } row)
            {
                rows.Add(new WriteRequest(new PutRequest(row)));
            }
            else if (_options.OversizedItems == OversizedItems.StoreInParts && !item.IsDeleted)
            {
                var parts = await _parts.WriteAsync(stage.Kind, key, item, cancellationToken).ConfigureAwait(false);
                writing.PartsIds.Add(parts.Id);
                rows.Add(new WriteRequest(new PutRequest(OfficialRow.WriteHead(_namespaces.Of(stage.Kind), key, parts))));
            }
            else
            {
                writing.TooLarge ??= TooLarge(stage.Kind, key, sizeBytes);
            }
        }

        await WriteInParallelAsync(rows, writing, cancellationToken).ConfigureAwait(false);
    }

    private Task WriteInParallelAsync(List<WriteRequest> rows, InitRun? writing, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.MaxParallelWrites, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(rows.Chunk(RowsPerBatch), parallel, async (batch, token) =>
        {
            await _table.BatchWriteAsync(batch, progress: null, token).ConfigureAwait(false);
            writing?.Add(batch.Length);
        });
    }

    private async Task RemoveLeftoversAsync(
        DataKind kind, List<StoredRow> before, IReadOnlyDictionary<string, VersionedItem> items, InitRun writing, CancellationToken cancellationToken)
    {
        var leftovers = before.Where(row => !items.ContainsKey(row.Key))
            .Select(row => new WriteRequest(new DeleteRequest(KeyOf(_namespaces.Of(kind), row.Key))))
            .ToList();
        await WriteInParallelAsync(leftovers, writing: null, cancellationToken).ConfigureAwait(false);

        // Every row there was has been written over or deleted by now: its parts serve no one.
        var replaced = before.Select(row => row.PartsId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (replaced.Count > 0 || _options.OversizedItems == OversizedItems.StoreInParts)
        {
            await _parts.DeleteOrphansAsync(kind, replaced, writing.PartsIds, cancellationToken).ConfigureAwait(false);
        }
    }

    private readonly record struct StoredRow(string Key, string? PartsId);

    private sealed class InitRun(IProgress<int>? progress)
    {
        private int _written;

        public HashSet<string> PartsIds { get; } = new(StringComparer.Ordinal);

        public FlagItemTooLargeException? TooLarge { get; set; }

        public void Add(int rows) => progress?.Report(Interlocked.Add(ref _written, rows));
    }
}
