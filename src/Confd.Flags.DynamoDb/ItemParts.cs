using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb;

/// <summary>Items that are too large for one row. Their parts are in a separate partition and are never changed, only replaced as a
/// whole.</summary>
internal sealed partial class ItemParts(DynamoTable table, FlagRowWriter writer, Namespaces namespaces, DynamoFlagStoreOptions options)
{
    // Leaves space for the names and the other attributes of a part's row.
    private const int PartBytes = 390_000;
    private const int MaxReadings = 5;

    // Half of the maximum size of a response of DynamoDB.
    private const int PartsAtOnce = 20;

    // Parts without a row belong to a writer that has not written its row yet, unless they are older than this.
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    private readonly ReportedRows _reported = new();

    public async Task<PartsReference> WriteAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken)
    {
        var count = (item.Content.Length + PartBytes - 1) / PartBytes;
        var parts = new PartsReference(item.Version, Guid.NewGuid().ToString("N"), count);
        for (var index = 0; index < count; index++)
        {
            var part = RowRequests.KeyOf(namespaces.OfParts(kind), parts.KeyOf(index));
            part[Attributes.PartOf] = new() { S = key };
            part[Attributes.WrittenOn] = RowTime.Write(options.Table.Clock.GetUtcNow());
            part[Attributes.Part] = new() { B = new MemoryStream(Slice(item, index)) };
            await writer.PutAsync(part, RowOwner.Part, WriteCondition.Any, cancellationToken).ConfigureAwait(false);
        }

        return parts;
    }

    /// <summary>Deletes parts that no row refers to anymore. Never fails: the outcome of the row's write is known by then, and remaining
    /// parts are removed later.</summary>
    public async Task DeleteAsync(DataKind kind, PartsReference parts, CancellationToken cancellationToken)
    {
        try
        {
            await DeleteAsync(kind, Enumerable.Range(0, parts.Count).Select(parts.KeyOf), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is DynamoDbException or FlagStoreException)
        {
            LogLeft(options.Table.Logger, table.Name, problem);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancellation is reported by the caller's next request.
        }
    }

    /// <summary>Reads a complete item. If its parts are replaced while they are read, the row that refers to them is read again.</summary>
    /// <returns>Null if the item has been removed meanwhile; unreadable if parts of it are lost, with a warning.</returns>
    /// <exception cref="FlagStoreException">It exceeds the memory limit.</exception>
    public async Task<VersionedItem?> ReadAsync(
        DataKind kind, string key, PartsReference parts, ByteBudget budget, CancellationToken cancellationToken)
    {
        for (var reading = 1; reading <= MaxReadings; reading++)
        {
            if (await TryReadContentAsync(kind, key, parts, budget, cancellationToken).ConfigureAwait(false) is { } content)
            {
                return RowReader.ItemOf(parts.Version, content, isDeleted: false);
            }

            if (await ReadRowAsync(kind, key, cancellationToken).ConfigureAwait(false) is not { } row)
            {
                return null;
            }

            var current = RowReader.Read(row);
            if (current.Parts is null)
            {
                return current.Problem is null ? current.Item : VersionedItem.Unreadable(current.Version);
            }

            parts = current.Parts;
        }

        if (_reported.IsNew(namespaces.Of(kind), key, parts.Id))
        {
            LogLostParts(options.Table.Logger, table.Name, namespaces.Of(kind), key, parts.Version);
        }

        return VersionedItem.Unreadable(parts.Version);
    }

    /// <summary>Deletes parts that unfinished writes left behind: old parts that no row refers to.</summary>
    /// <returns>The number of deleted parts. After a failure, the remaining ones are left for the next call.</returns>
    public async Task<int> DeleteOrphansAsync(DataKind kind, CancellationToken cancellationToken)
    {
        try
        {
            return await SweepAsync(kind, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is DynamoDbException or FlagStoreException)
        {
            LogLeft(options.Table.Logger, table.Name, problem);
            return 0;
        }
    }

    private async Task<int> SweepAsync(DataKind kind, CancellationToken cancellationToken)
    {
        var request = RowRequests.All(namespaces.OfParts(kind), Attributes.Key, Attributes.PartOf, Attributes.WrittenOn);
        request.ConsistentRead = false;
        var rows = new List<Dictionary<string, AttributeValue>>();
        await foreach (var page in table.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            rows.AddRange(page);
        }

        var oldest = options.Table.Clock.GetUtcNow() - OrphanAge;
        var removed = 0;
        foreach (var parts in rows.GroupBy(row => PartsReference.IdIn(row[Attributes.Key].S)).Where(parts => parts.All(IsOld)))
        {
            // The row is read after the parts: parts that it does not refer to by now will never be referred to.
            var key = parts.First().GetValueOrDefault(Attributes.PartOf)?.S;
            if (!string.IsNullOrEmpty(key) && !await NamesAsync(kind, key, parts.Key, cancellationToken).ConfigureAwait(false))
            {
                removed += parts.Count();
                await DeleteAsync(kind, parts.Select(row => row[Attributes.Key].S), cancellationToken).ConfigureAwait(false);
            }
        }

        return removed;

        bool IsOld(Dictionary<string, AttributeValue> row) => RowTime.Read(row, Attributes.WrittenOn) < oldest;
    }

    private static byte[] Slice(VersionedItem item, int index)
    {
        var from = index * PartBytes;
        return item.Content.Slice(from, Math.Min(PartBytes, item.Content.Length - from)).ToArray();
    }

    private Task<Dictionary<string, AttributeValue>?> ReadRowAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        table.GetAsync(RowRequests.One(namespaces.Of(kind), key), cancellationToken);

    private async Task<bool> NamesAsync(DataKind kind, string key, string partsId, CancellationToken cancellationToken) =>
        (await ReadRowAsync(kind, key, cancellationToken).ConfigureAwait(false))?.GetValueOrDefault(Attributes.PartsId)?.S == partsId;

    private async Task DeleteAsync(DataKind kind, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            var part = RowRequests.KeyOf(namespaces.OfParts(kind), key);
            await writer.DeleteAsync(part, RowOwner.Part, WriteCondition.Any, cancellationToken).ConfigureAwait(false);
        }
    }

    // Reads some at a time, and stops where one of them is missing: a row may refer to any number of parts, which need not exist.
    private async Task<byte[]?> TryReadContentAsync(
        DataKind kind, string key, PartsReference parts, ByteBudget budget, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        foreach (var indexes in Enumerable.Range(0, parts.Count).Chunk(PartsAtOnce))
        {
            var found = await ReadPartsAsync(kind, indexes.Select(parts.KeyOf), cancellationToken).ConfigureAwait(false);
            if (found.Count < indexes.Length)
            {
                budget.GiveBack(content.Length);
                return null;
            }

            foreach (var index in indexes)
            {
                var part = found[parts.KeyOf(index)];
                budget.Take(ByteBudget.Weigh(key, part.Length));
                part.WriteTo(content);
            }
        }

        return content.ToArray();
    }

    // A row with other contents counts as a missing part.
    private async Task<Dictionary<string, MemoryStream>> ReadPartsAsync(
        DataKind kind, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var rows = await table.BatchGetAsync(
            keys.Select(key => RowRequests.KeyOf(namespaces.OfParts(kind), key)),
            new KeysAndAttributes { ConsistentRead = true },
            cancellationToken).ConfigureAwait(false);
        return rows.Where(row => row.GetValueOrDefault(Attributes.Part)?.B is not null)
            .ToDictionary(row => row[Attributes.Key].S, row => row[Attributes.Part].B, StringComparer.Ordinal);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Rows of replaced or unfinished writes cannot be removed from the flag table {table}; a later sync or init does")]
    private static partial void LogLeft(ILogger logger, string table, Exception problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An item of the flag table is skipped, parts of it are missing: table {table}, namespace {ns}, "
            + "key {key}, version {version}")]
    private static partial void LogLostParts(ILogger logger, string table, string ns, string key, long version);
}
