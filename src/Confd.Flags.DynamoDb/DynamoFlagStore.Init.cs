using System.Collections.Concurrent;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <inheritdoc/>
    public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken) => InitAsync(data, progress: null, cancellationToken);

    /// <summary>As <see cref="InitAsync(FlagDataSet, CancellationToken)"/>, and tells how many items have been written so far.</summary>
    /// <exception cref="FlagItemTooLargeException">
    /// An item is too large for a row. All others were written; its earlier version and everything else that was stored stays, and no mark
    /// was set.
    /// </exception>
    public Task InitAsync(FlagDataSet data, IProgress<int>? progress, CancellationToken cancellationToken = default) =>
        Failures.TranslateAsync(async () =>
    {
        await _writer.CheckTableAsync(cancellationToken).ConfigureAwait(false);
        var before = new Dictionary<DataKind, List<StoredRow>>();
        foreach (var kind in data.Kinds.Keys)
        {
            before[kind] = await ListRowsAsync(kind, cancellationToken).ConfigureAwait(false);
        }

        await AnnounceAsync(
            _options.Author,
            [
                .. data.Kinds.SelectMany(kind => kind.Value.Select(item => (kind.Key, item.Key, (VersionedItem?)item.Value))),
                .. before.SelectMany(kind => kind.Value.Where(row => !data.Kinds[kind.Key].ContainsKey(row.Key))
                    .Select(row => (kind.Key, row.Key, (VersionedItem?)null))),
            ],
            cancellationToken).ConfigureAwait(false);
        var writing = new InitRun(progress);
        foreach (var stage in data.Stages)
        {
            await WriteStageAsync(stage, writing, cancellationToken).ConfigureAwait(false);
        }

        if (writing.Refused is { } refused)
        {
            throw refused;
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
            var mark = KeyOf(_namespaces.Marker, _namespaces.Marker);
            await _writer.PutAsync(mark, RowOwner.Mark, WriteCondition.Any, version: 0, cancellationToken).ConfigureAwait(false);
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
            rows.AddRange(page.Select(row => new StoredRow(KeyIn(row), row.GetValueOrDefault(Attributes.PartsId)?.S)));
        }

        return rows;
    }

    private Task WriteStageAsync(KindItems stage, InitRun writing, CancellationToken cancellationToken) =>
        InParallelAsync(stage.Items, item => WriteItemAsync(stage.Kind, item, writing, cancellationToken), cancellationToken);

    // What one item is refused for does not keep the others out: it is told at the end.
    private async Task WriteItemAsync(
        DataKind kind, KeyValuePair<string, VersionedItem> item, InitRun writing, CancellationToken cancellationToken)
    {
        try
        {
            var write = await PutAsync(kind, item.Key, item.Value, WriteCondition.Any, cancellationToken).ConfigureAwait(false);
            writing.Written(write.PartsId);
        }
        catch (FlagStoreException exception) when (exception is FlagItemTooLargeException or ForeignRowException)
        {
            writing.Refused = exception;
        }
    }

    private async Task RemoveLeftoversAsync(
        DataKind kind,
        List<StoredRow> before,
        IReadOnlyDictionary<string, VersionedItem> items,
        InitRun writing,
        CancellationToken cancellationToken)
    {
        await InParallelAsync(
            before.Where(row => !items.ContainsKey(row.Key)),
            row => RemoveLeftoverAsync(kind, row.Key, cancellationToken),
            cancellationToken).ConfigureAwait(false);

        // Every row there was has been written over or deleted by now: its parts serve no one.
        var replaced = before.Select(row => row.PartsId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (replaced.Count > 0 || _options.OversizedItems == OversizedItems.StoreInParts)
        {
            await _parts.DeleteOrphansAsync(kind, replaced, writing.PartsIds, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RemoveLeftoverAsync(DataKind kind, string key, CancellationToken cancellationToken)
    {
        try
        {
            var row = KeyOf(_namespaces.Of(kind), key);
            await _writer.DeleteAsync(row, RowOwner.Item, WriteCondition.Any, version: 0, cancellationToken).ConfigureAwait(false);
        }
        catch (ForeignRowException exception)
        {
            LogForeignRow(Logger, exception.Message);
        }
    }

    private readonly record struct StoredRow(string Key, string? PartsId);

    private sealed class InitRun(IProgress<int>? progress)
    {
        private readonly ConcurrentDictionary<string, bool> _partsIds = new(StringComparer.Ordinal);
        private int _written;

        public IReadOnlySet<string> PartsIds => _partsIds.Keys.ToHashSet(StringComparer.Ordinal);

        public FlagStoreException? Refused { get; set; }

        public void Written(string? partsId)
        {
            if (partsId is not null)
            {
                _partsIds[partsId] = true;
            }

            progress?.Report(Interlocked.Increment(ref _written));
        }
    }
}
