using Confd.Shared;

using Amazon.DynamoDBv2.Model;

namespace Confd.DynamoDb.Reading;

/// <summary>Reads all items under some prefixes of one partition, a Query for each.</summary>
internal sealed class PrefixQueries(DynamoTable table, TableShape shape, KeyValueTableOptions options)
{
    private readonly ItemReads _reads = new(table, shape);

    public async Task<List<KeyItem>> ReadAsync(KeyCover cover, bool isConsistent, ByteBudget budget, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(options.MaxParallelReads);
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = cover.Prefixes.Select(async prefix =>
        {
            await slots.WaitAsync(failure.Token).ConfigureAwait(false);
            try
            {
                return await ReadPrefixAsync(prefix, cover, isConsistent, budget, failure.Token).ConfigureAwait(false);
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
        var read = await FirstFailure.OrAllAsync(parts).ConfigureAwait(false);
        return [.. read.SelectMany(part => part)];
    }

    private async Task<List<KeyItem>> ReadPrefixAsync(
        string prefix, KeyCover cover, bool isConsistent, ByteBudget budget, CancellationToken cancellationToken)
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

        return await _reads.QueryAsync(request, cover, budget, cancellationToken).ConfigureAwait(false);
    }
}
