using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Reading;

/// <summary>Reads all items under some prefixes of one partition, a Query for each.</summary>
internal sealed class PrefixQueries(DynamoTable table, TableShape shape, KeyValueTableOptions options)
{
    public async Task<List<KeyItem>> ReadAsync(KeyCover cover, bool isConsistent, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(options.MaxParallelReads);
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = cover.Prefixes.Select(async prefix =>
        {
            await slots.WaitAsync(failure.Token).ConfigureAwait(false);
            try
            {
                return await ReadPrefixAsync(prefix, isConsistent, failure.Token).ConfigureAwait(false);
            }
            catch
            {
                await failure.CancelAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                slots.Release();
            }
        }).ToList();
        return await FirstFailure.OrAllAsync(parts).ConfigureAwait(false);
    }

    private async Task<List<KeyItem>> ReadPrefixAsync(string prefix, bool isConsistent, CancellationToken cancellationToken)
    {
        var names = shape.ProjectionNames;
        names["#p"] = shape.PartitionAttribute!;
        var request = new QueryRequest
        {
            IndexName = shape.IndexName,
            KeyConditionExpression = prefix.Length == 0 ? "#p = :p" : "#p = :p AND begins_with(#k, :k)",
            ProjectionExpression = "#k, #v",
            ExpressionAttributeNames = names,
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":p"] = new AttributeValue { S = shape.Partition } },
            ConsistentRead = isConsistent,
        };
        if (prefix.Length > 0)
        {
            request.ExpressionAttributeValues[":k"] = new AttributeValue { S = prefix };
        }

        var items = new List<KeyItem>();
        await foreach (var page in table.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            items.AddRange(page.Select(shape.Decode).OfType<KeyItem>());
        }

        return items;
    }
}
