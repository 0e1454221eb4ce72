using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;

namespace Confd.Flags.DynamoDb;

/// <summary>Copies flags and segments from one layout, prefix or table to another.</summary>
public static class FlagTableMigration
{
    /// <summary>
    /// Copies every flag and segment, also tombstones, with its version. Within one table and prefix the rows are rewritten in place, each
    /// under the condition that it was not changed since it was read; elsewhere an item that is newer in the target stays. Marks the target
    /// as initialized.
    /// </summary>
    /// <returns>The numbers of items written, left (the target has the same version or a newer one) and overtaken by other
    /// writers.</returns>
    /// <exception cref="FlagStoreException">A store cannot be read or written; copied items stay, and the migration can be run
    /// again.</exception>
    public static async Task<ReconcileResult> RunAsync(
        DynamoFlagStore source, DynamoFlagStore target, CancellationToken cancellationToken = default)
    {
        // Flags first: a segment is written before the flag that refers to it, so the segment of any flag that is read is found.
        var flags = await source.GetAllAsync(DataKind.Features, cancellationToken).ConfigureAwait(false);
        var segments = await source.GetAllAsync(DataKind.Segments, cancellationToken).ConfigureAwait(false);
        var data = new FlagDataSet(new KindItems(DataKind.Segments, segments), new KindItems(DataKind.Features, flags));
        return await target.RewriteAsync(data, cancellationToken).ConfigureAwait(false);
    }
}
