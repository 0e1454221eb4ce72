namespace Confd.DynamoDb.Streams;

/// <summary>Follows a table's stream over all its shards: from the end of those that are open, then through their children from the
/// start.</summary>
/// <remarks>
/// A shard is read after its parent has ended, so that the changes of one item come in order. Not for use by two threads at once.
/// </remarks>
internal sealed class TableStream(StreamsClient client, RetryLoop retries, string streamArn)
{
    private readonly Dictionary<string, ShardReader> _reading = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);

    /// <summary>True where the last read was less than all: DynamoDB asked to slow down. What was left is part of a later read.</summary>
    public bool IsThrottled { get; private set; }

    /// <summary>How many shards are being read.</summary>
    public int OpenShards => _reading.Count;

    /// <summary>Fixes the position, anew where it was called before: every change after this call is part of a later read.</summary>
    /// <returns>Records that came in while the position was fixed.</returns>
    public async Task<IReadOnlyList<StreamRecord>> OpenAsync(CancellationToken cancellationToken)
    {
        var described = await DescribeAsync(RetryAsync).ConfigureAwait(false);
        var shards = described!.Value.Shards;
        _reading.Clear();
        _finished.Clear();
        foreach (var shard in shards)
        {
            if (shard.IsClosed)
            {
                _finished.Add(shard.Id);
            }
            else
            {
                Add(shard, ShardPosition.Latest);
            }
        }

        await Task.WhenAll(_reading.Values.Select(shard => shard.OpenAsync(cancellationToken))).ConfigureAwait(false);
        return await ReadShardsAsync(cancellationToken).ConfigureAwait(false);

        // Never null: this one waits as long as it takes.
        async Task<StreamPage?> RetryAsync(Func<CancellationToken, Task<StreamPage>> page) =>
            await retries.RunAsync("DescribeStream", page, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The changes since the last call.</summary>
    /// <exception cref="DynamoDbException">
    /// <see cref="DynamoDbFailure.StreamPositionLost"/>: changes were missed, or the stream was turned off; others: it could not be read.
    /// </exception>
    public async Task<IReadOnlyList<StreamRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        var records = await ReadShardsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var ended in _reading.Values.Where(shard => shard.HasEnded).ToList())
        {
            _reading.Remove(ended.ShardId);
            _finished.Add(ended.ShardId);
        }

        return records;
    }

    /// <summary>Looks for shards that took over from those that ended. Needed when one has ended; harmless at any time.</summary>
    /// <returns>False where DynamoDB asked to slow down: to be called again.</returns>
    public async Task<bool> DiscoverAsync(CancellationToken cancellationToken)
    {
        if (await DescribeAsync(page => retries.RunUnlessThrottledAsync("DescribeStream", page, cancellationToken)).ConfigureAwait(false)
            is not var (status, shards))
        {
            return false;
        }

        var listed = shards.Select(shard => shard.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var shard in shards)
        {
            var isKnown = _reading.ContainsKey(shard.Id) || _finished.Contains(shard.Id);

            // A parent that is not listed any more was trimmed a day ago.
            var waitsForParent = shard.ParentId is not null && listed.Contains(shard.ParentId) && !_finished.Contains(shard.ParentId);
            if (!isKnown && !waitsForParent)
            {
                Add(shard, ShardPosition.TrimHorizon);
            }
        }

        _finished.IntersectWith(listed);
        if (_reading.Count == 0 && status is "DISABLED" or "DISABLING")
        {
            throw new DynamoDbException(DynamoDbFailure.StreamPositionLost, $"the stream {streamArn} was turned off");
        }

        return true;
    }

    private void Add(StreamShard shard, ShardPosition start) =>
        _reading.Add(shard.Id, new ShardReader(client, retries, streamArn, shard, start));

    private async Task<IReadOnlyList<StreamRecord>> ReadShardsAsync(CancellationToken cancellationToken)
    {
        var pages = await Task.WhenAll(_reading.Values.Select(shard => shard.ReadAsync(cancellationToken))).ConfigureAwait(false);
        IsThrottled = pages.Any(page => page is null);
        return [.. pages.SelectMany(page => page ?? [])];
    }

    private async Task<(string Status, List<StreamShard> Shards)?> DescribeAsync(
        Func<Func<CancellationToken, Task<StreamPage>>, Task<StreamPage?>> run)
    {
        var shards = new List<StreamShard>();
        string? last = null;
        string status;
        do
        {
            var after = last;
            if (await run(token => client.DescribeStreamAsync(streamArn, after, token)).ConfigureAwait(false) is not { } page)
            {
                return null;
            }

            shards.AddRange(page.Shards);
            (status, last) = (page.Status, page.LastShardId);
        }
        while (last is not null);
        return (status, shards);
    }
}
