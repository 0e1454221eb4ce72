using Confd.DynamoDb.Watching;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb.Rows;

/// <summary>Converts changed rows of an environment to changed items.</summary>
/// <param name="namespaces">The environment's partitions.</param>
/// <param name="tellBroken">Called for a row that cannot be read, with its namespace, its key, and the reason. Its item stays as it
/// was.</param>
internal sealed class RowChangeReader(Namespaces namespaces, Action<string, string, string> tellBroken)
{
    /// <summary>The partitions whose rows are items.</summary>
    /// <remarks>The row of an item that is stored in parts is written after its parts, so the rows of the parts can be ignored.</remarks>
    public IEnumerable<string> Partitions => DataKind.All.Select(namespaces.Of);

    /// <summary>Converts the changes.</summary>
    public StoredChanges Read(TableChanges changes) => changes.IsComplete
        ? StoredChanges.Of([.. changes.Items.Select(Read).OfType<StoredChange>()])
        : StoredChanges.Anything;

    private StoredChange? Read(TableItemChange row)
    {
        var kind = DataKind.All.FirstOrDefault(kind => namespaces.Of(kind) == row.Partition);
        if (kind == default || row.SortKey is not { } key)
        {
            return null;
        }

        if (!row.IsKnown || row.Image is not { } image)
        {
            return new StoredChange(kind, key, Item: null, row.IsKnown);
        }

        if (FlagRowImage.TryMap(image) is not { } attributes)
        {
            return new StoredChange(kind, key, Item: null, IsReported: false);
        }

        var reading = RowReader.Read(attributes);
        if (reading.Problem is { } problem)
        {
            tellBroken(row.Partition, key, problem);
            return new StoredChange(kind, key, VersionedItem.Unreadable(reading.Version)) { MayBeOutdated = row.MayBeOutdated };
        }

        // Images do not contain items that are stored in parts.
        return new StoredChange(kind, key, reading.Item, IsReported: reading.Parts is null) { MayBeOutdated = row.MayBeOutdated };
    }
}
