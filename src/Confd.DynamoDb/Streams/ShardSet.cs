namespace Confd.DynamoDb.Streams;

/// <summary>The shards of a stream that are being read, and those that have been read to their end.</summary>
/// <remarks>
/// A shard is read after its parent has ended, so that the changes of one item are in order. Not thread-safe.
/// </remarks>
internal sealed class ShardSet(StreamsClient client, RetryLoop retries, string streamArn)
{
    // A minute of listings. Children that appear later are found by the listing of every minute.
    private const int MaxListings = 120;

    // Ended shards are detected immediately; this only limits the effect of an unexpected order of events.
    private static readonly TimeSpan ListingInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, ShardReader> _reading = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private readonly HashSet<string> _childless = new(StringComparer.Ordinal);
    private int _listings;

    /// <summary>The shards that are being read.</summary>
    public IReadOnlyCollection<ShardReader> Reading => _reading.Values;

    /// <summary>The listed shards that have been read to their end.</summary>
    public IReadOnlySet<string> Finished => _finished;

    /// <summary>True where a shard has ended whose children are not listed yet: a listing may be a moment old.</summary>
    public bool AwaitsChildren => _childless.Count > 0;

    /// <summary>True where the shards must be listed again: some have ended, or the last listing is old.</summary>
    public bool IsListingDue(TimeSpan sinceListing) => AwaitsChildren || _reading.Count == 0 || sinceListing > ListingInterval;

    /// <summary>Starts over; closed shards count as read, open ones are read from a position on.</summary>
    public void Begin(IReadOnlyList<StreamShard> shards, ShardPosition position)
    {
        _reading.Clear();
        _finished.Clear();
        _childless.Clear();
        foreach (var shard in shards)
        {
            if (shard.IsClosed)
            {
                _finished.Add(shard.Id);
            }
            else
            {
                Add(shard, position);
            }
        }
    }

    /// <summary>Marks a shard as read to its end.</summary>
    public void Finish(string shardId)
    {
        _reading.Remove(shardId);
        _finished.Add(shardId);
        _childless.Add(shardId);
        _listings = 0;
    }

    /// <summary>Removes the shards that have ended.</summary>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<string> FinishEnded()
    {
        var ended = _reading.Values.Where(shard => shard.HasEnded).Select(shard => shard.ShardId).ToList();
        ended.ForEach(Finish);
        return ended;
    }

    /// <summary>Reads a shard from a position on.</summary>
    /// <param name="shard">One that is neither being read nor finished.</param>
    /// <param name="position">Where to start.</param>
    /// <param name="after">The record to start after, for <see cref="ShardPosition.AfterSequenceNumber"/>.</param>
    public void Add(StreamShard shard, ShardPosition position, string? after = null) =>
        _reading.Add(shard.Id, new ShardReader(client, retries, streamArn, shard, position, after));

    /// <summary>Determines the positions: changes from now on are read.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_reading.Values.Select(shard => shard.OpenAsync(cancellationToken)));

    /// <summary>Starts to read new shards from their start, unless an unfinished parent comes first.</summary>
    public void AddChildren(IReadOnlyList<StreamShard> shards)
    {
        var listed = Ids(shards);
        foreach (var shard in shards.Where(shard => !_reading.ContainsKey(shard.Id) && !_finished.Contains(shard.Id)))
        {
            // A parent that is no longer listed was trimmed a day ago.
            if (shard.ParentId is null || !listed.Contains(shard.ParentId) || _finished.Contains(shard.ParentId))
            {
                Add(shard, ShardPosition.TrimHorizon);
            }
        }

        _childless.IntersectWith(listed);
        _childless.ExceptWith(shards.Select(shard => shard.ParentId).OfType<string>());
        if (++_listings >= MaxListings)
        {
            _childless.Clear();
        }
    }

    /// <summary>Applies a new listing: continues in the children of ended shards, and removes shards that are not listed any
    /// more.</summary>
    /// <exception cref="DynamoDbException"><see cref="DynamoDbFailure.StreamPositionLost"/>: the stream was turned off.</exception>
    public void Discover(StreamPage listing)
    {
        AddChildren(listing.Shards);
        _finished.IntersectWith(Ids(listing.Shards));
        if (_reading.Count == 0 && listing.Status is "DISABLED" or "DISABLING")
        {
            throw new DynamoDbException(DynamoDbFailure.StreamPositionLost, $"the stream {streamArn} was turned off");
        }
    }

    private static HashSet<string> Ids(IReadOnlyList<StreamShard> shards) =>
        shards.Select(shard => shard.Id).ToHashSet(StringComparer.Ordinal);
}
