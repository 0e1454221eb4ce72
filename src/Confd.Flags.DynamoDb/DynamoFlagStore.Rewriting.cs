using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <summary>Writes items in this store's layout over rows of the same version, of a lower one, or none. Sets the mark.</summary>
    /// <exception cref="FlagItemRefusedException">A row cannot hold an item; all others were written, and no mark was
    /// set.</exception>
    internal Task<ReconcileResult> RewriteAsync(FlagDataSet data, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
    {
        await _writer.CheckTableAsync(cancellationToken).ConfigureAwait(false);
        await AnnounceAsync(
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

        if (run.Refused.FirstOrDefault() is { } refused)
        {
            throw refused;
        }

        await MarkAsync(cancellationToken).ConfigureAwait(false);
        return run.Result;
    });

    // A tombstone's content belongs to the layout it was read from, unless it holds what was archived.
    private static VersionedItem Bare(DataKind kind, string key, VersionedItem item) =>
        item.IsDeleted && !IsArchived(kind, key, item) ? VersionedItem.Tombstone(item.Version) : item;
}
