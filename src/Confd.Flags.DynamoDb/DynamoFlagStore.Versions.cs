using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <summary>The version that an item's row has, also where nothing else of the row can be read: what replaces it needs a higher
    /// one.</summary>
    /// <returns>Null where there is no row, or none with a version.</returns>
    /// <exception cref="FlagStoreException">The table cannot be read.</exception>
    public Task<long?> FindVersionAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
        {
            var row = await FindRowAsync(kind, key, cancellationToken).ConfigureAwait(false);
            return row is not null && RowReader.TryReadVersion(row, out var version) ? version : (long?)null;
        });
}
