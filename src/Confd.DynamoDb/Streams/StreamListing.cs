namespace Confd.DynamoDb.Streams;

/// <summary>All shards of a stream, over all pages.</summary>
internal static class StreamListing
{
    /// <summary>Reads the listing, as often as it takes.</summary>
    /// <returns>The stream's status (<c>ENABLED</c>, <c>ENABLING</c>, <c>DISABLING</c>, <c>DISABLED</c>) and its shards.</returns>
    /// <exception cref="DynamoDbException">It cannot be read.</exception>
    public static async Task<(string Status, IReadOnlyList<StreamShard> Shards)> ReadAsync(
        StreamsClient client, RetryLoop retries, string streamArn, CancellationToken cancellationToken)
    {
        var shards = new List<StreamShard>();
        string? last = null;
        while (true)
        {
            var after = last;
            var page = await retries.RunAsync(
                "DescribeStream", token => client.DescribeStreamAsync(streamArn, after, token), cancellationToken)
                .ConfigureAwait(false);
            shards.AddRange(page.Shards);
            if (page.LastShardId is null)
            {
                return (page.Status, shards);
            }

            last = page.LastShardId;
        }
    }
}
