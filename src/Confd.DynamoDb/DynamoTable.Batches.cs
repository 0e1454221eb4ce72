using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.Shared;

namespace Confd.DynamoDb;

public sealed partial class DynamoTable
{
    // DynamoDB's limits: BatchGetItem takes 100 keys, BatchWriteItem 25 writes.
    internal const int MaxGetsPerBatch = 100;
    internal const int MaxWritesPerBatch = 25;

    /// <summary>Reads items by their full primary keys, 100 per request; unprocessed keys of a response are requested again.</summary>
    /// <param name="keys">Primary keys without duplicates (DynamoDB rejects those).</param>
    /// <param name="shape">Projection, attribute names and consistency; its <c>Keys</c> are ignored.</param>
    /// <param name="cancellationToken">Cancels the reading; nothing is returned then.</param>
    /// <returns>The items that exist, in no order.</returns>
    public async Task<List<Dictionary<string, AttributeValue>>> BatchGetAsync(
        IEnumerable<Dictionary<string, AttributeValue>> keys, KeysAndAttributes shape, CancellationToken cancellationToken = default)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        foreach (var chunk in keys.Chunk(MaxGetsPerBatch))
        {
            var pending = new List<Dictionary<string, AttributeValue>>(chunk);
            var progressed = _options.Clock.GetTimestamp();
            for (var round = 1; pending.Count > 0; round++)
            {
                var response = await GetBatchAsync(pending, shape, cancellationToken).ConfigureAwait(false);
                if (response.Responses is not null && response.Responses.TryGetValue(Name, out var found))
                {
                    items.AddRange(found);
                }

                var left = response.UnprocessedKeys?.GetValueOrDefault(Name)?.Keys ?? [];
                if (left.Count < pending.Count)
                {
                    (round, progressed) = (1, _options.Clock.GetTimestamp());
                }

                pending = left;
                await WaitForLeftoversAsync("BatchGetItem", pending.Count, round, progressed, cancellationToken).ConfigureAwait(false);
            }
        }

        return items;
    }

    /// <summary>Puts and deletes items, 25 per request; unprocessed writes of a response are sent again.</summary>
    /// <param name="writes">Puts and deletes, no two of one item among any 25 in a row (DynamoDB rejects those).</param>
    /// <param name="progress">Receives the number of writes done so far.</param>
    /// <param name="cancellationToken">Cancels the writing; the writes reported to <paramref name="progress"/> are done, the last batch may
    /// be.</param>
    /// <exception cref="DynamoDbException">
    /// A batch failed permanently. Writes are not undone: run it again. <see cref="DynamoDbFailure.ItemTooLarge"/> rejects the whole batch
    /// of 25.
    /// </exception>
    public Task BatchWriteAsync(
        IEnumerable<WriteRequest> writes, IProgress<int>? progress = null, CancellationToken cancellationToken = default) =>
        BatchWriteAsync(writes, done: 0, progress, cancellationToken);

    /// <summary>As the public method, after other writes that count towards the progress.</summary>
    internal async Task BatchWriteAsync(
        IEnumerable<WriteRequest> writes, int done, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        foreach (var chunk in writes.Chunk(MaxWritesPerBatch))
        {
            var pending = new List<WriteRequest>(chunk);
            var progressed = _options.Clock.GetTimestamp();
            for (var round = 1; pending.Count > 0; round++)
            {
                var left = await WriteBatchAsync(pending, cancellationToken).ConfigureAwait(false);
                done += pending.Count - left.Count;
                progress?.Report(done);
                if (left.Count < pending.Count)
                {
                    (round, progressed) = (1, _options.Clock.GetTimestamp());
                }

                pending = left;
                await WaitForLeftoversAsync("BatchWriteItem", pending.Count, round, progressed, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<BatchGetItemResponse> GetBatchAsync(
        List<Dictionary<string, AttributeValue>> keys, KeysAndAttributes shape, CancellationToken cancellationToken)
    {
        var request = new BatchGetItemRequest
        {
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
            RequestItems = new()
            {
                [Name] = new KeysAndAttributes
                {
                    Keys = keys,
                    ProjectionExpression = shape.ProjectionExpression,
                    ExpressionAttributeNames = shape.ExpressionAttributeNames,
                    ConsistentRead = shape.ConsistentRead,
                },
            },
        };
        var response = await InvokeAsync(
            "BatchGetItem", (client, token) => client.BatchGetItemAsync(request, token), cancellationToken).ConfigureAwait(false);
        response.ConsumedCapacity?.ForEach(CountReadUnits);
        return response;
    }

    private async Task<List<WriteRequest>> WriteBatchAsync(List<WriteRequest> writes, CancellationToken cancellationToken)
    {
        var request = new BatchWriteItemRequest
        {
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
            RequestItems = new() { [Name] = writes },
        };
        var response = await InvokeAsync(
            "BatchWriteItem", (client, token) => client.BatchWriteItemAsync(request, token), cancellationToken).ConfigureAwait(false);
        response.ConsumedCapacity?.ForEach(CountWriteUnits);
        return response.UnprocessedItems?.GetValueOrDefault(Name) ?? [];
    }

    // Unprocessed items are a form of throttling: they have the same delays, and a response without progress counts as a failure.
    private async Task WaitForLeftoversAsync(
        string operation, int leftovers, int round, long progressed, CancellationToken cancellationToken)
    {
        if (leftovers == 0)
        {
            return;
        }

        _options.Metrics?.AddThrottle(Name, operation);
        if (round >= _options.Retry.MaxAttempts || _options.Clock.GetElapsedTime(progressed) >= _options.Retry.Budget)
        {
            throw Unprocessed(operation, leftovers, round, "");
        }

        try
        {
            await _loop.WaitForLeftoversAsync(round, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Unprocessed(operation, leftovers, round, "context deadline exceeded; ");
        }
    }

    private DynamoDbException Unprocessed(string operation, int leftovers, int round, string deadline)
    {
        return new(
            DynamoDbFailure.Throttled,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{operation} of table {Name} failed: {deadline}{leftovers} items stayed unprocessed after {AttemptText.Count(round)}; "
                + $"raise the table's capacity, make it on-demand, or ask less often"))
        {
            Table = Name,
            Operation = operation,
            Attempts = round,
        };
    }
}
