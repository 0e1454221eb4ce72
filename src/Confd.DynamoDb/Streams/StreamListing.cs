namespace Confd.DynamoDb.Streams;

/// <summary>All shards of a stream: the pages of its description, as one.</summary>
internal static class StreamListing
{
    private const string Operation = "DescribeStream";

    /// <summary>Reads the listing, with retries also after throttling.</summary>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    public static async Task<StreamPage> ReadAsync(
        StreamsClient client, RetryLoop retries, string streamArn, CancellationToken cancellationToken)
    {
        // Never null: RetryAsync retries after throttling too, or throws.
        return (await JoinAsync(client, streamArn, RetryAsync).ConfigureAwait(false))!;

        async Task<StreamPage?> RetryAsync(Func<CancellationToken, Task<StreamPage>> page) =>
            await retries.RunAsync(Operation, page, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For callers with their own retries after throttling: null where DynamoDB throttles.</summary>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    public static Task<StreamPage?> ReadUnlessThrottledAsync(
        StreamsClient client, RetryLoop retries, string streamArn, CancellationToken cancellationToken) =>
        JoinAsync(client, streamArn, page => retries.RunUnlessThrottledAsync(Operation, page, cancellationToken));

    private static async Task<StreamPage?> JoinAsync(
        StreamsClient client, string streamArn, Func<Func<CancellationToken, Task<StreamPage>>, Task<StreamPage?>> run)
    {
        var shards = new List<StreamShard>();
        string? last = null;
        while (true)
        {
            var after = last;
            if (await run(token => client.DescribeStreamAsync(streamArn, after, token)).ConfigureAwait(false) is not { } page)
            {
                return null;
            }

            shards.AddRange(page.Shards);
            if (page.LastShardId is null)
            {
                return page with { Shards = shards };
            }

            last = page.LastShardId;
        }
    }
}
