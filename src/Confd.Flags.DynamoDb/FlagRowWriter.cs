using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb;

/// <summary>
/// Writes and deletes all rows of a flag table. Nothing is ever sent to a table with other keys, and no row is changed that does not belong
/// to a flag table: a wrong table name must not destroy data.
/// </summary>
/// <remarks>
/// A put does not name the table's keys: whatever they are, an item with them replaces the stored one. So the keys are checked once, before
/// the first write, and each write has the condition that there is no row or one with a flag row's attributes.
/// </remarks>
internal sealed partial class FlagRowWriter(DynamoTable table, DynamoTableOptions options)
{
    private volatile bool _isChecked;

    /// <summary>Writes a row.</summary>
    /// <param name="row">The whole row, with a flag table's two key attributes.</param>
    /// <param name="owner">The attributes that an earlier row must have to be replaced.</param>
    /// <param name="condition">A further condition for the earlier row.</param>
    /// <param name="cancellationToken">Cancels the write; the row may or may not have been written then.</param>
    /// <exception cref="ForeignRowException">The stored row does not belong to a flag table. It stays.</exception>
    /// <exception cref="DynamoDbException">It could not be written.</exception>
    public async Task<RowWrite> PutAsync(
        Dictionary<string, AttributeValue> row, RowOwner owner, WriteCondition condition, CancellationToken cancellationToken)
    {
        await CheckTableAsync(cancellationToken).ConfigureAwait(false);
        var guard = Guard(row, owner, condition);
        var request = new PutItemRequest
        {
            TableName = table.Name,
            Item = row,
            ConditionExpression = guard.Expression,
            ExpressionAttributeNames = guard.Names,
            ExpressionAttributeValues = guard.Values,
            ReturnValues = ReturnValue.ALL_OLD,
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
        try
        {
            var response = await table.InvokeAsync(
                "PutItem", (client, token) => client.PutItemAsync(request, token), cancellationToken).ConfigureAwait(false);
            options.Metrics?.AddWriteUnits(table.Name, response.ConsumedCapacity);
            return new RowWrite(IsDone: true, response.Attributes);
        }
        catch (DynamoDbException exception) when (exception.Failure == DynamoDbFailure.ConditionFailed)
        {
            var stored = StoredRow(exception, owner, row);

            // A write whose response was lost is sent again, and then finds its own row. The caller's client may do so unnoticed: but no
            // other writer has the id of these parts.
            var mayBeOwn = exception.Attempts > 1 || row.ContainsKey(Attributes.PartsId);
            return new RowWrite(mayBeOwn && stored is not null && AttributeEquality.AreEqual(stored, row), Replaced: null);
        }
    }

    /// <summary>Deletes a row.</summary>
    /// <returns>Not done where the condition does not hold for the stored row, or where that does not belong to a flag table, which is
    /// logged as a warning: it stays. An item's row is returned, that of a part is not: it is large.</returns>
    /// <exception cref="DynamoDbException">It could not be deleted.</exception>
    public async Task<RowWrite> DeleteAsync(
        Dictionary<string, AttributeValue> key, RowOwner owner, WriteCondition condition, CancellationToken cancellationToken)
    {
        await CheckTableAsync(cancellationToken).ConfigureAwait(false);
        var guard = Guard(key, owner, condition);
        var request = new DeleteItemRequest
        {
            TableName = table.Name,
            Key = key,
            ConditionExpression = guard.Expression,
            ExpressionAttributeNames = guard.Names,
            ExpressionAttributeValues = guard.Values,
            ReturnValues = owner == RowOwner.Part ? ReturnValue.NONE : ReturnValue.ALL_OLD,
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
        try
        {
            var response = await table.InvokeAsync(
                "DeleteItem", (client, token) => client.DeleteItemAsync(request, token), cancellationToken).ConfigureAwait(false);
            options.Metrics?.AddWriteUnits(table.Name, response.ConsumedCapacity);
            return new RowWrite(IsDone: true, response.Attributes);
        }
        catch (DynamoDbException exception) when (exception.Failure == DynamoDbFailure.ConditionFailed)
        {
            // If the row is gone, the response to a first delete was lost, or another writer was faster.
            return new RowWrite(IsGone() && exception.Attempts > 1, Replaced: null);

            bool IsGone()
            {
                try
                {
                    return StoredRow(exception, owner, key) is null;
                }
                catch (ForeignRowException foreign)
                {
                    Leave(foreign);
                    return false;
                }
            }
        }
    }

    /// <summary>Logs that a row is not changed.</summary>
    public void Leave(FlagStoreException foreign) => LogForeignRow(options.Logger, foreign.Message);

    /// <summary>Checks once whether the table has a flag table's keys; every write does so by itself.</summary>
    /// <exception cref="FlagStoreException">It has other keys, or an invalid name.</exception>
    /// <exception cref="DynamoDbException">It could not be checked.</exception>
    public async Task CheckTableAsync(CancellationToken cancellationToken)
    {
        if (_isChecked)
        {
            return;
        }

        // A GetItem would succeed with the two keys in the other order. This query names one as partition key and the other as a string
        // sort key.
        var request = new QueryRequest
        {
            TableName = table.Name,
            KeyConditionExpression = "#namespace = :namespace AND begins_with(#key, :key)",
            ExpressionAttributeNames = new() { ["#namespace"] = Attributes.Namespace, ["#key"] = Attributes.Key },
            ExpressionAttributeValues = new()
            {
                [":namespace"] = new() { S = Namespaces.Probe },
                [":key"] = new() { S = Namespaces.Probe },
            },
            Limit = 1,
        };
        try
        {
            await table.InvokeAsync("Query", (client, token) => client.QueryAsync(request, token), cancellationToken).ConfigureAwait(false);
        }
        catch (DynamoDbException exception) when (exception.Failure == DynamoDbFailure.InvalidRequest)
        {
            // If not the keys, the table's name is the cause.
            throw Failures.HasOtherKeys(exception)
                ? new FlagStoreException(
                    $"the table {table.Name} is not a flag table: it has other keys, and nothing was written; {FlagTable.Keys}", exception)
                : Failures.Translate(exception);
        }

        _isChecked = true;
    }

    private static (string Expression, Dictionary<string, string> Names, Dictionary<string, AttributeValue> Values) Guard(
        Dictionary<string, AttributeValue> row, RowOwner owner, WriteCondition condition)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["#namespace"] = Attributes.Namespace,
            ["#key"] = Attributes.Key,
        };
        var values = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
        {
            [":ownNamespace"] = row[Attributes.Namespace],
            [":ownKey"] = row[Attributes.Key],
        };
        var own = owner.Express(names);
        var guard = "(attribute_not_exists(#namespace) AND attribute_not_exists(#key) OR #namespace = :ownNamespace AND #key = :ownKey"
            + (own is null ? ")" : $" AND ({own}))");
        return (condition.Express(names, values) is { } further ? $"{guard} AND ({further})" : guard, names, values);
    }

    private Dictionary<string, AttributeValue>? StoredRow(
        DynamoDbException exception, RowOwner owner, Dictionary<string, AttributeValue> wanted)
    {
        var stored = (exception.InnerException as ConditionalCheckFailedException)?.Item;
        if (stored is not { Count: > 0 })
        {
            return null;
        }

        var isOwn = stored.GetValueOrDefault(Attributes.Namespace)?.S == wanted[Attributes.Namespace].S
            && stored.GetValueOrDefault(Attributes.Key)?.S == wanted[Attributes.Key].S
            && owner.Owns(stored);
        return isOwn ? stored : throw new ForeignRowException(table.Name, wanted[Attributes.Namespace].S, wanted[Attributes.Key].S);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A row is left as it is: {problem}")]
    private static partial void LogForeignRow(ILogger logger, string problem);
}
