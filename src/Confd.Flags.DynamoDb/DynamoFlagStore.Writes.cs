using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

public sealed partial class DynamoFlagStore
{
    /// <summary>Makes the row of an item; null if the item is too large for one row.</summary>
    private Dictionary<string, AttributeValue>? TryMakeRow(DataKind kind, string key, VersionedItem item, out long sizeBytes)
    {
        var row = _options.Layout == FlagTableLayout.Official
            ? OfficialRow.Write(_namespaces.Of(kind), key, item)
            : CommunityRow.Write(kind, key, item);
        sizeBytes = RowSize.Of(row);
        return sizeBytes <= RowSize.Max ? row : null;
    }

    private FlagItemTooLargeException TooLarge(DataKind kind, string key, long sizeBytes) => new(
        $"the item '{key}' in '{kind}' would be {sizeBytes} bytes in table {Table}, and DynamoDB stores at most {RowSize.Max} per row; "
        + "what was stored before stays. Make it smaller (a large targeting list can become a segment), or let the store keep it in parts",
        kind,
        key,
        sizeBytes);

    /// <summary>Writes one item if the condition holds of what is stored.</summary>
    private async Task<bool> PutAsync(
        DataKind kind, string key, VersionedItem item, WriteCondition condition, CancellationToken cancellationToken)
    {
        if (TryMakeRow(kind, key, item, out var sizeBytes) is { } row)
        {
            return await PutRowAsync(kind, row, item.Version, condition, cancellationToken).ConfigureAwait(false);
        }

        if (_options.OversizedItems == OversizedItems.Refuse || item.IsDeleted)
        {
            throw TooLarge(kind, key, sizeBytes);
        }

        // The parts first: a reader that sees the row in front of them must find them all.
        var parts = await _parts.WriteAsync(kind, key, item, cancellationToken).ConfigureAwait(false);
        var head = OfficialRow.WriteHead(_namespaces.Of(kind), key, parts);
        var isWritten = await PutRowAsync(kind, head, item.Version, condition, cancellationToken).ConfigureAwait(false);
        if (!isWritten)
        {
            await _parts.DeleteAsync(kind, parts, cancellationToken).ConfigureAwait(false);
        }

        return isWritten;
    }

    private async Task<bool> PutRowAsync(
        DataKind kind, Dictionary<string, AttributeValue> row, long version, WriteCondition condition, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest
        {
            TableName = Table,
            Item = row,
            ConditionExpression = condition.Expression,
            ExpressionAttributeNames = condition.Names(),
            ExpressionAttributeValues = condition.Values(version),
            ReturnValuesOnConditionCheckFailure = Amazon.DynamoDBv2.ReturnValuesOnConditionCheckFailure.ALL_OLD,
            ReturnValues = Amazon.DynamoDBv2.ReturnValue.ALL_OLD,
            ReturnConsumedCapacity = Amazon.DynamoDBv2.ReturnConsumedCapacity.TOTAL,
        };
        try
        {
            var response = await _table.InvokeAsync(
                "PutItem", (client, token) => client.PutItemAsync(request, token), cancellationToken).ConfigureAwait(false);
            _options.Table.Metrics?.AddWriteUnits(Table, response.ConsumedCapacity);
            await DeletePartsOfAsync(kind, response.Attributes, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DynamoDbException exception) when (exception.Failure == DynamoDbFailure.ConditionFailed)
        {
            // A write whose answer was lost is sent again, and then meets itself.
            return exception is { Attempts: > 1, InnerException: ConditionalCheckFailedException { Item: { } stored } } && IsSame(stored, row);
        }
    }

    private static bool IsSame(Dictionary<string, AttributeValue> stored, Dictionary<string, AttributeValue> row) =>
        stored.Count == row.Count
        && stored.GetValueOrDefault(Attributes.Version)?.N == row[Attributes.Version].N
        && stored.GetValueOrDefault(Attributes.Item)?.S == row.GetValueOrDefault(Attributes.Item)?.S
        && stored.GetValueOrDefault(Attributes.PartsId)?.S == row.GetValueOrDefault(Attributes.PartsId)?.S;

    private async Task DeletePartsOfAsync(DataKind kind, Dictionary<string, AttributeValue>? old, CancellationToken cancellationToken)
    {
        if (old is { Count: > 0 } && RowReader.Read(old).Parts is { } parts)
        {
            await _parts.DeleteAsync(kind, parts, cancellationToken).ConfigureAwait(false);
        }
    }
}
