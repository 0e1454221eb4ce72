using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using Confd.Shared;

namespace Confd.Flags.DynamoDb;

/// <summary>Writes and removes one item of a store: its row, and its parts if it is too large for one row.</summary>
internal sealed class FlagItemWriter(
    DynamoTable table, FlagRowWriter writer, ItemParts itemParts, Namespaces namespaces, DynamoFlagStoreOptions options)
{
    /// <summary>Writes one item if the condition holds for the stored row.</summary>
    public async Task<bool> PutAsync(
        DataKind kind, string key, VersionedItem item, WriteCondition condition, CancellationToken cancellationToken)
    {
        if (TryMakeRow(kind, key, item, out var sizeBytes) is { } row)
        {
            return await PutRowAsync(kind, row, key, condition, cancellationToken).ConfigureAwait(false);
        }

        if (options.OversizedItems == OversizedItems.Refuse && !await IsInPartsAsync(kind, key, cancellationToken).ConfigureAwait(false))
        {
            throw TooLarge(kind, key, sizeBytes);
        }

        // The parts come first: a reader that finds the row that refers to them must find them all.
        var parts = await itemParts.WriteAsync(kind, key, item, cancellationToken).ConfigureAwait(false);
        var isWritten = false;
        try
        {
            var head = OfficialRow.WriteHead(namespaces.Of(kind), key, parts);
            RecordDeletion(head, item);
            isWritten = await PutRowAsync(kind, head, key, condition, cancellationToken).ConfigureAwait(false);
        }
        catch (FlagItemRefusedException)
        {
            await itemParts.DeleteAsync(kind, parts, cancellationToken).ConfigureAwait(false);
            throw;
        }

        if (!isWritten)
        {
            await itemParts.DeleteAsync(kind, parts, cancellationToken).ConfigureAwait(false);
        }

        return isWritten;
    }

    /// <summary>Deletes the row of an item, with its parts, if the condition holds for it. A row that does not belong to the store is not
    /// changed.</summary>
    public async Task<bool> RemoveAsync(DataKind kind, string key, WriteCondition condition, CancellationToken cancellationToken)
    {
        var row = RowRequests.KeyOf(namespaces.Of(kind), key);
        var removal = await writer.DeleteAsync(row, RowOwner.Item, condition, cancellationToken).ConfigureAwait(false);

        // After the row that refers to them: a reader that misses parts reads the row again, and finds that the item is gone.
        await DeletePartsOfAsync(kind, removal.Replaced, kept: null, cancellationToken).ConfigureAwait(false);
        return removal.IsDone;
    }

    /// <summary>The row's value of the attribute by which the table's history identifies changes.</summary>
    public string TextOf(DataKind kind, string key, VersionedItem item) =>
        options.Layout == FlagTableLayout.Community ? ""
        : (TryMakeRow(kind, key, item, out _) ?? OfficialRow.Write(namespaces.Of(kind), key, FlagItemJson.Tombstone(key, item.Version)))
            [Attributes.Item].S;

    /// <summary>Creates the row of an item; null if the item is too large for one row.</summary>
    private Dictionary<string, AttributeValue>? TryMakeRow(DataKind kind, string key, VersionedItem item, out long sizeBytes)
    {
        var row = options.Layout == FlagTableLayout.Official
            ? OfficialRow.Write(namespaces.Of(kind), key, item)
            : CommunityRow.Write(kind, key, item);
        RecordDeletion(row, item);
        sizeBytes = RowSize.Of(row);
        return sizeBytes <= ItemLimits.Bytes ? row : null;
    }

    // The time by which a sync removes a tombstone that is old enough. Other readers ignore it.
    private void RecordDeletion(Dictionary<string, AttributeValue> row, VersionedItem item)
    {
        if (item.IsDeleted)
        {
            row[Attributes.DeletedOn] = RowTime.Write(options.Table.Clock.GetUtcNow());
        }
    }

    private FlagItemTooLargeException TooLarge(DataKind kind, string key, long sizeBytes) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"the item '{key}' in '{kind}' would be {sizeBytes} bytes in table {table.Name}, and DynamoDB stores at most "
            + $"{ItemLimits.Bytes} per row; what was stored before stays. Make it smaller (a large targeting list can become a segment), "
            + $"or let the store keep it in parts (OversizedItems)"),
        kind,
        key,
        sizeBytes);

    // An item that is stored in parts stays so, whether or not the option allows it now: no reader finds anything new.
    private async Task<bool> IsInPartsAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        options.Layout == FlagTableLayout.Official
        && Namespaces.MayHave(key)
        && PartsOf(await table.GetAsync(RowRequests.One(namespaces.Of(kind), key), cancellationToken).ConfigureAwait(false)) is not null;

    private async Task<bool> PutRowAsync(
        DataKind kind, Dictionary<string, AttributeValue> row, string key, WriteCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            var write = await writer.PutAsync(row, RowOwner.Item, condition, cancellationToken).ConfigureAwait(false);
            await DeletePartsOfAsync(kind, write.Replaced, PartsOf(row)?.Id, cancellationToken).ConfigureAwait(false);
            return write.IsDone;
        }
        catch (DynamoDbException refused) when (refused.Failure is DynamoDbFailure.InvalidRequest or DynamoDbFailure.ItemTooLarge)
        {
            // The table's keys are correct, so the cause is the item: a key that is too long, a number that is too large.
            throw new FlagItemRefusedException(
                $"the item '{key}' in '{kind}' cannot be stored in table {table.Name}, and what was stored before stays: {refused.Message}",
                kind,
                key,
                refused);
        }
        catch (ForeignRowException foreign)
        {
            throw new ForeignItemException(foreign.Message, kind, key);
        }
    }

    // A write whose response was lost is sent again and may replace itself: its own parts stay. What it replaced first is removed later.
    private async Task DeletePartsOfAsync(
        DataKind kind, Dictionary<string, AttributeValue>? replaced, string? kept, CancellationToken cancellationToken)
    {
        if (PartsOf(replaced) is { } parts && parts.Id != kept)
        {
            await itemParts.DeleteAsync(kind, parts, cancellationToken).ConfigureAwait(false);
        }
    }

    private static PartsReference? PartsOf(Dictionary<string, AttributeValue>? row) =>
        row is { Count: > 0 } ? RowReader.Read(row).Parts : null;
}
