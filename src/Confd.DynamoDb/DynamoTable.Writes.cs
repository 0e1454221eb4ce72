using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb;

public sealed partial class DynamoTable
{
    /// <summary>Writes one item.</summary>
    /// <returns>False where the request's condition did not hold; nothing is written then.</returns>
    /// <remarks>
    /// A retry after a lost response may find its own write. An unconditional put has the same result twice; a condition that the item
    /// itself violates (such as <c>attribute_not_exists</c>) may then return false although the item was written.
    /// </remarks>
    public Task<bool> PutAsync(PutItemRequest request, CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        return WriteAsync(
            "PutItem",
            async (client, token) => (await client.PutItemAsync(request, token).ConfigureAwait(false)).ConsumedCapacity,
            cancellationToken);
    }

    /// <summary>Deletes one item; a missing item counts as deleted.</summary>
    /// <returns>False where the request's condition did not hold.</returns>
    public Task<bool> DeleteAsync(DeleteItemRequest request, CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        return WriteAsync(
            "DeleteItem",
            async (client, token) => (await client.DeleteItemAsync(request, token).ConfigureAwait(false)).ConsumedCapacity,
            cancellationToken);
    }

    /// <summary>Changes attributes of one item.</summary>
    /// <returns>False where the request's condition did not hold.</returns>
    public Task<bool> UpdateAsync(UpdateItemRequest request, CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        return WriteAsync(
            "UpdateItem",
            async (client, token) => (await client.UpdateItemAsync(request, token).ConfigureAwait(false)).ConsumedCapacity,
            cancellationToken);
    }

    // False where the condition failed. The response may lack the capacity that it consumed.
    private async Task<bool> WriteAsync(
        string operation, Func<IAmazonDynamoDB, CancellationToken, Task<ConsumedCapacity?>> send, CancellationToken cancellationToken)
    {
        try
        {
            CountWriteUnits(await InvokeAsync(operation, send, cancellationToken).ConfigureAwait(false));
            return true;
        }
        catch (DynamoDbException failed) when (failed.Failure == DynamoDbFailure.ConditionFailed)
        {
            return false;
        }
    }
}
