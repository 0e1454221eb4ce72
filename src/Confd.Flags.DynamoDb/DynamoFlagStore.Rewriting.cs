using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <summary>Writes items in this store's layout over rows of the same version, of a lower one, or none. Sets the mark.</summary>
    internal Task<ReconcileResult> RewriteAsync(FlagDataSet data, CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        var run = new ReconcileRun();
        foreach (var stage in data.Stages)
        {
            await InParallelAsync(
                stage.Items,
                async item =>
                {
                    var (key, wanted) = (item.Key, Bare(item.Value));
                    var condition = WriteCondition.UnchangedOrOlder(wanted.Version);
                    run.CountWritten(await PutAsync(stage.Kind, key, wanted, condition, cancellationToken).ConfigureAwait(false));
                },
                cancellationToken).ConfigureAwait(false);
        }

        await MarkAsync(cancellationToken).ConfigureAwait(false);
        return run.Result;
    });

    // A tombstone's content belongs to the layout it was read from.
    private static VersionedItem Bare(VersionedItem item) => item.IsDeleted ? VersionedItem.Tombstone(item.Version) : item;
}
