using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb.Reading;

/// <summary>Reads items by their exact keys: BatchGetItem, or GetItem where only that is allowed.</summary>
/// <remarks>The original needs <c>dynamodb:GetItem</c>; policies written for it must still suffice.</remarks>
internal sealed partial class ExactReads(DynamoTable table, TableShape shape, KeyValueTableOptions options)
{
    private const string Projection = "#k, #v";

    private volatile bool _isBatchDenied;

    /// <summary>The items that exist and have a value attribute, in no order.</summary>
    public async Task<List<KeyItem>> ReadAsync(
        IReadOnlyList<string> keys, bool isConsistent, ByteBudget budget, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        if (_isBatchDenied)
        {
            return await ReadSinglyAsync(keys, isConsistent, budget, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await ReadBatchesAsync(keys, isConsistent, budget, cancellationToken).ConfigureAwait(false);
        }
        catch (DynamoDbException denied) when (denied.Failure == DynamoDbFailure.AccessDenied)
        {
            var items = await ReadSinglyAsync(keys, isConsistent, budget, cancellationToken).ConfigureAwait(false);
            _isBatchDenied = true;
            LogBatchDenied(options.Logger, table.Name);
            return items;
        }
    }

    private async Task<List<KeyItem>> ReadBatchesAsync(
        IReadOnlyList<string> keys, bool isConsistent, ByteBudget budget, CancellationToken cancellationToken)
    {
        var attributes = new KeysAndAttributes
        {
            ProjectionExpression = Projection,
            ExpressionAttributeNames = shape.ProjectionNames,
            ConsistentRead = isConsistent,
        };
        var read = new List<KeyItem>(keys.Count);
        foreach (var chunk in keys.Chunk(DynamoTable.MaxGetsPerBatch))
        {
            var items = await table.BatchGetAsync(chunk.Select(shape.PrimaryKey), attributes, cancellationToken).ConfigureAwait(false);
            List<KeyItem> page = [.. items.Select(shape.Decode).OfType<KeyItem>()];
            budget.Take(page.Sum(item => item.Weight));
            read.AddRange(page);
        }

        return read;
    }

    private async Task<List<KeyItem>> ReadSinglyAsync(
        IReadOnlyList<string> keys, bool isConsistent, ByteBudget budget, CancellationToken cancellationToken)
    {
        var items = new ConcurrentQueue<KeyItem>();
        await ParallelRequests.ForEachAsync(keys, options.MaxParallelReads, ReadOneAsync, cancellationToken).ConfigureAwait(false);
        return [.. items];

        async Task ReadOneAsync(string key, CancellationToken token)
        {
            var request = new GetItemRequest
            {
                Key = shape.PrimaryKey(key),
                ProjectionExpression = Projection,
                ExpressionAttributeNames = shape.ProjectionNames,
                ConsistentRead = isConsistent,
            };
            if (await table.GetAsync(request, token).ConfigureAwait(false) is { } item && shape.Decode(item) is { } decoded)
            {
                budget.Take(decoded.Weight);
                items.Enqueue(decoded);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Reading keys of table {table} one by one: dynamodb:BatchGetItem is not allowed; allow it to save requests")]
    private static partial void LogBatchDenied(ILogger logger, string table);
}
