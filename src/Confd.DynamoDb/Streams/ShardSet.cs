namespace Confd.DynamoDb.Streams;

/// <summary>Which shards of a stream are being read, and which have been read to their end.</summary>
/// <remarks>
/// A shard is read after its parent has ended, so that the changes of one item come in order. Not for use by two threads at once.
/// </remarks>
internal sealed class ShardSet(StreamsClient client, RetryLoop retries, string streamArn)
{
    // A minute of looks at the stream. Whatever comes later than that is found by the look of every minute.
    private const int MaxListings = 120;

    // Shards take over from ended ones, which is noticed at once; this only bounds what an unheard-of order of events could cost.
    private static readonly TimeSpan ListingInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, ShardReader> _reading = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private readonly HashSet<string> _childless = new(StringComparer.Ordinal);
    private int _listings;

    /// <summary>The shards that are being read.</summary>
    public IReadOnlyCollection<ShardReader> Reading => _reading.Values;

    /// <summary>The listed shards that are read to their end.</summary>
    public IReadOnlySet<string> Finished => _finished;

    /// <summary>True where a shard has ended whose children are not listed yet: a listing may be a moment old.</summary>
    public bool AwaitsChildren => _childless.Count > 0;

    /// <summary>True where the shards are to be listed again: some have ended, or it is long ago.</summary>
    public bool IsListingDue(TimeSpan sinceListing) => AwaitsChildren || _reading.Count == 0 || sinceListing > ListingInterval;

    /// <summary>Forgets all; what is closed counts as read, what is open is read from a position on.</summary>
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

    /// <summary>Counts a shard as read to its end.</summary>
    public void Finish(string shardId)
    {
        _reading.Remove(shardId);
        _finished.Add(shardId);
        _childless.Add(shardId);
        _listings = 0;
    }

    /// <summary>Takes out the shards that have ended.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> FinishEnded()
    {
        var ended = _reading.Values.Where(shard => shard.HasEnded).Select(shard => shard.ShardId).ToList();
        ended.ForEach(Finish);
        return ended;
    }

    /// <summary>Reads a shard from a position on.</summary>
    /// <param name="shard">One that is neither being read nor finished.</param>
    /// <param name="position">Where to begin.</param>
    /// <param name="after">The record to begin after, for <see cref="ShardPosition.AfterSequenceNumber"/>.</param>
    public void Add(StreamShard shard, ShardPosition position, string? after = null) =>
        _reading.Add(shard.Id, new ShardReader(client, retries, streamArn, shard, position, after));

    /// <summary>Fixes the positions: what changes from now on is read.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_reading.Values.Select(shard => shard.OpenAsync(cancellationToken)));

    /// <summary>Reads the shards, from their beginning, whose turn it is: unknown ones without a parent that comes first.</summary>
    public void AddChildren(IReadOnlyList<StreamShard> shards)
    {
        var listed = Ids(shards);
        foreach (var shard in shards.Where(shard => !_reading.ContainsKey(shard.Id) && !_finished.Contains(shard.Id)))
        {
            // A parent that is not listed any more was trimmed a day ago.
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

    /// <summary>Takes over a new listing: goes on in the children of what has ended, and forgets what is not listed any more.</summary>
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
