using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb;

public sealed partial class DynamoTable
{
    /// <summary>Writes one item.</summary>
    /// <returns>False where the request's condition did not hold; nothing is written then.</returns>
    /// <remarks>
    /// A retry after a lost answer may meet its own write. An unconditional put is the same twice; a condition that the item itself breaks
    /// (such as <c>attribute_not_exists</c>) may then answer false although the item is there.
    /// </remarks>
    public Task<bool> PutAsync(PutItemRequest request, CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        return UnlessConditionFailsAsync(async () =>
        {
            var response = await InvokeAsync(
                "PutItem", (client, token) => client.PutItemAsync(request, token), cancellationToken).ConfigureAwait(false);
            CountWriteUnits(response.ConsumedCapacity);
        });
    }

    /// <summary>Deletes one item; an item that is not there counts as deleted.</summary>
    /// <returns>False where the request's condition did not hold.</returns>
    public Task<bool> DeleteAsync(DeleteItemRequest request, CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        return UnlessConditionFailsAsync(async () =>
        {
            var response = await InvokeAsync(
                "DeleteItem", (client, token) => client.DeleteItemAsync(request, token), cancellationToken).ConfigureAwait(false);
            CountWriteUnits(response.ConsumedCapacity);
        });
    }

    /// <summary>Changes attributes of one item.</summary>
    /// <returns>False where the request's condition did not hold.</returns>
    public Task<bool> UpdateAsync(UpdateItemRequest request, CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        return UnlessConditionFailsAsync(async () =>
        {
            var response = await InvokeAsync(
                "UpdateItem", (client, token) => client.UpdateItemAsync(request, token), cancellationToken).ConfigureAwait(false);
            CountWriteUnits(response.ConsumedCapacity);
        });
    }

    private static async Task<bool> UnlessConditionFailsAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
            return true;
        }
        catch (DynamoDbException failed) when (failed.Failure == DynamoDbFailure.ConditionFailed)
        {
            return false;
        }
    }
}
