using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb;

/// <summary>Carries flags and segments from one layout, prefix or table to another.</summary>
public static class FlagTableMigration
{
    /// <summary>
    /// Copies every flag and segment, tombstones too, with its version. Within one table and prefix the rows are rewritten in place, each
    /// under the condition that no one has changed it since it was read; elsewhere an item that is newer at the target stays. Marks the
    /// target.
    /// </summary>
    /// <returns>What was written, left (the target has it already, or newer) and overtaken by other writers.</returns>
    /// <exception cref="FlagStoreException">A store cannot be read or written; what was copied stays, and it can be run again.</exception>
    public static async Task<ReconcileResult> RunAsync(
        DynamoFlagStore source, DynamoFlagStore target, CancellationToken cancellationToken = default)
    {
        // Flags first: a segment is written before the flag that refers to it, so a flag that is seen finds its segment.
        var flags = await source.GetAllAsync(DataKind.Features, cancellationToken).ConfigureAwait(false);
        var segments = await source.GetAllAsync(DataKind.Segments, cancellationToken).ConfigureAwait(false);
        var data = new FlagDataSet(new KindItems(DataKind.Segments, segments), new KindItems(DataKind.Features, flags));
        return await target.RewriteAsync(data, cancellationToken).ConfigureAwait(false);
    }
}
