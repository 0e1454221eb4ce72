namespace Confd.DynamoDb.Streams;

/// <summary>Follows a table's stream over all its shards: from the end of those that are open, then through their children from the
/// start.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TableStream(StreamsClient client, RetryLoop retries, string streamArn, TimeProvider clock)
{
    private readonly ShardSet _shards = new(client, retries, streamArn);
    private readonly StreamRounds _rounds = new(clock);

    /// <summary>True where the last read was incomplete: DynamoDB throttled. The rest is part of a later read.</summary>
    public bool IsThrottled { get; private set; }

    /// <summary>How often all of the stream was read.</summary>
    public long Rounds => _rounds.Count;

    /// <summary>The number of shards that are being read.</summary>
    public int OpenShards => _shards.Reading.Count;

    /// <summary>True where <see cref="DiscoverAsync"/> is needed: some shards have ended, or the last listing is old.</summary>
    public bool IsListingDue(TimeSpan sinceListing) => _shards.IsListingDue(sinceListing);

    /// <summary>Determines the position, again if it was called before: every change after this call is part of a later read.</summary>
    /// <returns>Records that were received meanwhile.</returns>
    public async Task<IReadOnlyList<StreamRecord>> OpenAsync(CancellationToken cancellationToken)
    {
        var listing = await StreamListing.ReadAsync(client, retries, streamArn, cancellationToken).ConfigureAwait(false);
        _shards.Begin(listing.Shards, ShardPosition.Latest);
        await _shards.OpenAsync(cancellationToken).ConfigureAwait(false);
        _rounds.Restart();
        return await ReadShardsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the changes since the last call.</summary>
    /// <exception cref="DynamoDbException">
    /// <see cref="DynamoDbFailure.StreamPositionLost"/>: changes were missed, or the stream was turned off; others: it could not be read.
    /// </exception>
    public async Task<IReadOnlyList<StreamRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        var records = await ReadShardsAsync(cancellationToken).ConfigureAwait(false);
        _shards.FinishEnded();
        _rounds.TryEnd(_shards);
        return records;
    }

    /// <summary>Finds the shards that continue ended ones. Needed when one has ended; harmless at any time.</summary>
    /// <returns>False where DynamoDB throttles: call it again.</returns>
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
        _rounds.Begin();
        var shards = _shards.Reading.ToArray();
        var pages = await Task.WhenAll(shards.Select(shard => shard.ReadAsync(cancellationToken))).ConfigureAwait(false);
        foreach (var (shard, page) in shards.Zip(pages))
        {
            _rounds.Add(shard.ShardId, shard.IsFromThePast, page);
        }

        IsThrottled = pages.Any(page => page is null);
        return [.. pages.SelectMany(page => page ?? [])];
    }
}
