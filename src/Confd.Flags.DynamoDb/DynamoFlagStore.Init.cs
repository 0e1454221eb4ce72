using System.Collections.Concurrent;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <inheritdoc/>
    public Task InitAsync(FlagDataSet data, CancellationToken cancellationToken) => InitAsync(data, progress: null, cancellationToken);

    /// <summary>As <see cref="InitAsync(FlagDataSet, CancellationToken)"/>, and reports the number of items written so far.</summary>
    /// <exception cref="FlagItemRefusedException">
    /// A row cannot hold an item, for example because it is too large; the message names all such items. All others were written; the
    /// earlier version of the item and everything else that was stored stays, and no mark was set.
    /// </exception>
    public Task InitAsync(FlagDataSet data, IProgress<int>? progress, CancellationToken cancellationToken = default) =>
        Failures.TranslateAsync(async () =>
    {
        await _writer.CheckTableAsync(cancellationToken).ConfigureAwait(false);
        var before = new Dictionary<DataKind, List<string>>();
        foreach (var kind in data.Kinds.Keys)
        {
            before[kind] = await ListKeysAsync(kind, cancellationToken).ConfigureAwait(false);
        }

        await _notes.RecordAuthorsAsync(
            _options.Author,
            [
                .. data.Kinds.SelectMany(kind => kind.Value.Select(item => (kind.Key, item.Key, (VersionedItem?)item.Value))),
                .. before.SelectMany(kind => kind.Value.Where(key => !data.Kinds[kind.Key].ContainsKey(key))
                    .Select(key => (kind.Key, key, (VersionedItem?)null))),
            ],
            cancellationToken).ConfigureAwait(false);
        var writing = new WrittenItems(progress);
        foreach (var stage in data.Stages)
        {
            await WriteStageAsync(stage, writing, cancellationToken).ConfigureAwait(false);
        }

        if (FlagItemRefusedException.ForAll(writing.Refused) is { } refused)
        {
            throw refused;
        }

        foreach (var (kind, keys) in before)
        {
            await InParallelAsync(
                keys.Where(key => !data.Kinds[kind].ContainsKey(key)),
                key => _items.RemoveAsync(kind, key, WriteCondition.Any, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }

        await SweepAsync(cancellationToken).ConfigureAwait(false);
        await MarkAsync(cancellationToken).ConfigureAwait(false);
    });

    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        if (_options.Layout == FlagTableLayout.Official)
        {
            var mark = RowRequests.KeyOf(_namespaces.Marker, _namespaces.Marker);
            await _writer.PutAsync(mark, RowOwner.Mark, WriteCondition.Any, cancellationToken).ConfigureAwait(false);
        }

        _hasInitialized = true;
    }

    private async Task<List<string>> ListKeysAsync(DataKind kind, CancellationToken cancellationToken)
    {
        var request = RowRequests.All(_namespaces.Of(kind), Attributes.Key);
        var keys = new List<string>();
        await foreach (var page in _table.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            keys.AddRange(page.Select(KeyIn));
        }

        return keys;
    }

    private Task WriteStageAsync(KindItems stage, WrittenItems writing, CancellationToken cancellationToken) =>
        InParallelAsync(stage.Items, item => WriteItemAsync(stage.Kind, item, writing, cancellationToken), cancellationToken);

    // An item that is rejected does not prevent writing the others: it is reported at the end.
    private async Task WriteItemAsync(
        DataKind kind, KeyValuePair<string, VersionedItem> item, WrittenItems writing, CancellationToken cancellationToken)
    {
        try
        {
            await _items.PutAsync(kind, item.Key, item.Value, WriteCondition.Any, cancellationToken).ConfigureAwait(false);
            writing.Count();
        }
        catch (FlagItemRefusedException exception)
        {
            writing.Refused.Add(exception);
        }
    }

    private sealed class WrittenItems(IProgress<int>? progress)
    {
        private int _written;

        public ConcurrentBag<FlagItemRefusedException> Refused { get; } = [];

        public void Count() => progress?.Report(Interlocked.Increment(ref _written));
    }
}
