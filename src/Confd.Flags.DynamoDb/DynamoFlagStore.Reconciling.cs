using System.Collections.Concurrent;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using Confd.Shared;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <inheritdoc/>
    public Task<Reconciliation> ReconcileAsync(
        FlagDataSet data,
        IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> seen,
        CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        await _writer.CheckTableAsync(cancellationToken).ConfigureAwait(false);
        var leftovers = data.Kinds.Keys
            .SelectMany(kind => data.FindLeftovers(kind, seen[kind]).Select(item => (Kind: kind, Item: item))).ToList();
        await _notes.RecordAuthorsAsync(
            _options.Author,
            [
                .. data.Kinds.SelectMany(kind => kind.Value
                    .Where(item => !seen[kind.Key].TryGetValue(item.Key, out var stored) || !IsSame(stored, item.Value))
                    .Select(item => (kind.Key, item.Key, (VersionedItem?)item.Value))),
                .. leftovers.Select(leftover => (leftover.Kind, leftover.Item.Key, (VersionedItem?)null)),
            ],
            cancellationToken).ConfigureAwait(false);
        var run = new ReconcileRun();
        foreach (var stage in data.Stages)
        {
            await InParallelAsync(
                stage.Items,
                item => ReconcileItemAsync(run, stage.Kind, item, seen[stage.Kind], cancellationToken),
                cancellationToken)
                .ConfigureAwait(false);
        }

        await InParallelAsync(
            leftovers,
            async leftover =>
            {
                var condition = WriteCondition.Unchanged(leftover.Item.Value.Version);
                run.CountDeleted(
                    await _items.RemoveAsync(leftover.Kind, leftover.Item.Key, condition, cancellationToken).ConfigureAwait(false));
            },
            cancellationToken).ConfigureAwait(false);

        if (run.Refused.IsEmpty)
        {
            await MarkAsync(cancellationToken).ConfigureAwait(false);
        }

        return new Reconciliation(run.Result, run.Refused, run.Lowered);
    });

    /// <summary>Writes items in this store's layout over rows of the same version, of a lower one, or none. Sets the mark.</summary>
    /// <exception cref="FlagItemRefusedException">A row cannot hold an item; all others were written, and no mark was
    /// set.</exception>
    internal Task<ReconcileResult> RewriteAsync(FlagDataSet data, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
    {
        await _writer.CheckTableAsync(cancellationToken).ConfigureAwait(false);
        await _notes.RecordAuthorsAsync(
            _options.Author,
            data.Kinds.SelectMany(kind => kind.Value.Select(
                item => (kind.Key, item.Key, (VersionedItem?)Bare(kind.Key, item.Key, item.Value)))),
            cancellationToken).ConfigureAwait(false);
        var run = new ReconcileRun();
        foreach (var stage in data.Stages)
        {
            await InParallelAsync(
                stage.Items,
                item =>
                {
                    var wanted = Bare(stage.Kind, item.Key, item.Value);
                    var condition = WriteCondition.UnchangedOrOlder(wanted.Version, wanted.Version);
                    return WriteAsync(run, stage.Kind, item.Key, wanted, condition, cancellationToken);
                },
                cancellationToken).ConfigureAwait(false);
        }

        if (FlagItemRefusedException.ForAll(run.Refused) is { } refused)
        {
            throw refused;
        }

        await MarkAsync(cancellationToken).ConfigureAwait(false);
        return run.Result;
    });

    // Ignores the token that is cancelled by the first failure: writes in progress are completed.
    private Task InParallelAsync<T>(IEnumerable<T> items, Func<T, Task> action, CancellationToken cancellationToken) =>
        ParallelRequests.ForEachAsync(items, _options.MaxParallelWrites, (item, _) => action(item), cancellationToken);

    private async Task ReconcileItemAsync(
        ReconcileRun run,
        DataKind kind,
        KeyValuePair<string, VersionedItem> item,
        IReadOnlyDictionary<string, VersionedItem> seen,
        CancellationToken cancellationToken)
    {
        var (key, wanted) = item;
        var condition = WriteCondition.NewerThanStored(wanted.Version);
        if (seen.TryGetValue(key, out var stored))
        {
            if (IsSame(stored, wanted))
            {
                run.CountUnchanged();
                return;
            }

            condition = WriteCondition.UnchangedOrOlder(stored.Version, wanted.Version);
        }
        else if (_options.Layout == FlagTableLayout.Official)
        {
            condition = WriteCondition.NewerThanStoredOrUnreadable(wanted.Version);
        }

        if (await WriteAsync(run, kind, key, wanted, condition, cancellationToken).ConfigureAwait(false)
            && stored?.Version > wanted.Version)
        {
            run.Lowered.Add(new LoweredItem(kind, key, stored.Version, wanted.Version));
        }
    }

    // An item that is rejected does not prevent writing the others: it is reported at the end.
    private async Task<bool> WriteAsync(
        ReconcileRun run, DataKind kind, string key, VersionedItem wanted, WriteCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            var isDone = await _items.PutAsync(kind, key, wanted, condition, cancellationToken).ConfigureAwait(false);
            run.CountWritten(isDone);
            return isDone;
        }
        catch (ForeignItemException exception)
        {
            _writer.Leave(exception);
            run.CountWritten(isDone: false);
        }
        catch (FlagItemRefusedException exception)
        {
            run.Refused.Add(exception);
        }

        return false;
    }

    private bool IsSame(VersionedItem stored, VersionedItem wanted)
    {
        if (stored.Version != wanted.Version || stored.IsDeleted != wanted.IsDeleted)
        {
            return false;
        }

        // The community layout returns the fields in another order; there only the version is compared.
        return stored.IsDeleted || _options.Layout == FlagTableLayout.Community || stored.Content.Span.SequenceEqual(wanted.Content.Span);
    }

    // A tombstone's content belongs to the layout it was read from, unless it is an archived item.
    private static VersionedItem Bare(DataKind kind, string key, VersionedItem item) =>
        item.IsDeleted && !IsArchived(kind, key, item) ? VersionedItem.Tombstone(item.Version) : item;

    private sealed class ReconcileRun
    {
        private int _written;
        private int _deleted;
        private int _unchanged;
        private int _overtaken;

        public ConcurrentBag<FlagItemRefusedException> Refused { get; } = [];

        public ConcurrentBag<LoweredItem> Lowered { get; } = [];

        public ReconcileResult Result => new(_written, _deleted, _unchanged, _overtaken);

        public void CountUnchanged() => Interlocked.Increment(ref _unchanged);

        public void CountWritten(bool isDone) => Interlocked.Increment(ref isDone ? ref _written : ref _overtaken);

        public void CountDeleted(bool isDone) => Interlocked.Increment(ref isDone ? ref _deleted : ref _overtaken);
    }
}
