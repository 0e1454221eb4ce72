using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb;

public sealed partial class KeyValueTable
{
    /// <summary>Sets one key, new or not.</summary>
    /// <exception cref="DynamoDbException">Among others <see cref="DynamoDbFailure.ItemTooLarge"/>, with the key in the
    /// message.</exception>
    public async Task PutAsync(string key, string value, CancellationToken cancellationToken = default)
    {
        ItemSize.Check(Name, _shape, key, value);
        await Table.PutAsync(new PutItemRequest { Item = Item(key, value) }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes one key.</summary>
    /// <returns>False where there was none.</returns>
    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var request = new DeleteItemRequest
        {
            Key = _shape.PrimaryKey(key),
            ConditionExpression = "attribute_exists(#k)",
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#k"] = _shape.KeyAttribute },
        };
        return Table.DeleteAsync(request, cancellationToken);
    }

    /// <summary>Sets and deletes many keys, 25 per request. All sizes are checked before the first request.</summary>
    /// <param name="puts">Keys and their values.</param>
    /// <param name="deletes">Keys to delete; none of <paramref name="puts"/>.</param>
    /// <param name="progress">Gets the number of keys written so far.</param>
    /// <param name="cancellationToken">Ends it between two requests; what was reported is written.</param>
    /// <exception cref="DynamoDbException">
    /// A value is too large (nothing was written), or the table refused a batch (earlier batches are written; run it again).
    /// </exception>
    public Task WriteAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> puts,
        IReadOnlyCollection<string> deletes,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        foreach (var (key, value) in puts)
        {
            ItemSize.Check(Name, _shape, key, value);
        }

        var writes = puts.Select(pair => new WriteRequest(new PutRequest(Item(pair.Key, pair.Value))))
            .Concat(deletes.Select(key => new WriteRequest(new DeleteRequest(_shape.PrimaryKey(key)))));
        return Table.BatchWriteAsync(writes, progress, cancellationToken);
    }

    private Dictionary<string, AttributeValue> Item(string key, string value)
    {
        var item = _shape.PrimaryKey(key);
        item[_shape.ValueAttribute] = new AttributeValue { S = value };
        return item;
    }
}
