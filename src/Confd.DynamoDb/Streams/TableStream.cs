namespace Confd.DynamoDb.Streams;

/// <summary>Follows a table's stream over all its shards: from the end of those that are open, then through their children from the
/// start.</summary>
/// <remarks>Not for use by two threads at once.</remarks>
internal sealed class TableStream(StreamsClient client, RetryLoop retries, string streamArn)
{
    private readonly ShardSet _shards = new(client, retries, streamArn);

    /// <summary>True where the last read was less than all: DynamoDB asked to slow down. What was left is part of a later read.</summary>
    public bool IsThrottled { get; private set; }

    /// <summary>How many shards are being read.</summary>
    public int OpenShards => _shards.Reading.Count;

    /// <summary>True where <see cref="DiscoverAsync"/> is needed: some shards have ended, or it is long ago.</summary>
    public bool IsListingDue(TimeSpan sinceListing) => _shards.IsListingDue(sinceListing);

    /// <summary>Fixes the position, anew where it was called before: every change after this call is part of a later read.</summary>
    /// <returns>Records that came in while the position was fixed.</returns>
    public async Task<IReadOnlyList<StreamRecord>> OpenAsync(CancellationToken cancellationToken)
    {
        var listing = await StreamListing.ReadAsync(client, retries, streamArn, cancellationToken).ConfigureAwait(false);
        _shards.Begin(listing.Shards, ShardPosition.Latest);
        await _shards.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await ReadShardsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The changes since the last call.</summary>
    /// <exception cref="DynamoDbException">
    /// <see cref="DynamoDbFailure.StreamPositionLost"/>: changes were missed, or the stream was turned off; others: it could not be read.
    /// </exception>
    public async Task<IReadOnlyList<StreamRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        var records = await ReadShardsAsync(cancellationToken).ConfigureAwait(false);
        _shards.FinishEnded();
        return records;
    }

    /// <summary>Looks for shards that took over from those that ended. Needed when one has ended; harmless at any time.</summary>
    /// <returns>False where DynamoDB asked to slow down: to be called again.</returns>
    public async Task<bool> DiscoverAsync(CancellationToken cancellationToken)
    {
        if (await StreamListing.ReadUnlessThrottledAsync(client, retries, streamArn, cancellationToken)
            .ConfigureAwait(false) is not { } listing)
        {
            return false;
        }

        _shards.Discover(listing);
        return true;
    }

    private async Task<IReadOnlyList<StreamRecord>> ReadShardsAsync(CancellationToken cancellationToken)
    {
        var pages = await Task.WhenAll(_shards.Reading.Select(shard => shard.ReadAsync(cancellationToken))).ConfigureAwait(false);
        IsThrottled = pages.Any(page => page is null);
        return [.. pages.SelectMany(page => page ?? [])];
    }
}
