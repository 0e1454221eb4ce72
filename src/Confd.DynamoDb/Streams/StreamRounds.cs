namespace Confd.DynamoDb.Streams;

/// <summary>Counts the rounds over a stream: in each, every shard has been read up to what it had when the round began. One begins after
/// the one before it has ended.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="clock">Says when a round begins.</param>
internal sealed class StreamRounds(TimeProvider clock)
{
    // Times of records are in full seconds, and those of DynamoDB.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>The number of consecutive empty pages after which a shard that is read from the past counts as read to its end: DynamoDB
    /// may also return nothing although there is more.</summary>
    public const int EmptyPagesAtTheEnd = 3;

    private readonly HashSet<string> _reached = new(StringComparer.Ordinal);
    private readonly HashSet<string> _caughtUp = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _emptyPages = new(StringComparer.Ordinal);
    private DateTimeOffset _begun;
    private bool _isOpen;

    /// <summary>The rounds that have ended.</summary>
    public long Count { get; private set; }

    /// <summary>Begins a round, unless one has begun and not ended. To be called before the shards are read.</summary>
    public void Begin()
    {
        if (!_isOpen)
        {
            (_isOpen, _begun) = (true, clock.GetUtcNow());
            _reached.Clear();
        }
    }

    /// <summary>Adds a page of a shard.</summary>
    /// <param name="shardId">The shard.</param>
    /// <param name="isFromThePast">True where its reading did not start at its end.</param>
    /// <param name="page">The page; null where DynamoDB throttled.</param>
    public void Add(string shardId, bool isFromThePast, IReadOnlyList<StreamRecord>? page)
    {
        if (page is not null && (IsNewer(page) || (!RecordPage.IsFull(page) && HasCaughtUp(shardId, isFromThePast, page.Count == 0))))
        {
            _reached.Add(shardId);
            _caughtUp.Add(shardId);
        }
    }

    /// <summary>Ends the round if all shards have been read far enough.</summary>
    /// <param name="shards">After the reading: children of shards that have ended are among them.</param>
    /// <returns>True where it has ended.</returns>
    public bool TryEnd(ShardSet shards)
    {
        if (shards.AwaitsChildren || shards.Reading.Any(shard => !_reached.Contains(shard.ShardId)))
        {
            return false;
        }

        _isOpen = false;
        Count++;
        return true;
    }

    /// <summary>The position in the stream is another one: the round begins again.</summary>
    public void Restart()
    {
        _isOpen = false;
        _caughtUp.Clear();
        _emptyPages.Clear();
    }

    // A shard that always has more is up to date as soon as its records are newer than the round.
    private bool IsNewer(IReadOnlyList<StreamRecord> page) => page.Count > 0 && page[^1].CreatedAt > _begun + Margin;

    private bool HasCaughtUp(string shardId, bool isFromThePast, bool isEmpty)
    {
        if (!isFromThePast || _caughtUp.Contains(shardId))
        {
            return true;
        }

        var empty = isEmpty ? _emptyPages.GetValueOrDefault(shardId) + 1 : 0;
        _emptyPages[shardId] = empty;
        return empty >= EmptyPagesAtTheEnd;
    }
}
