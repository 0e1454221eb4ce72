namespace Confd.DynamoDb.Streams;

/// <summary>Reads one shard from its position on, and finds the position again where DynamoDB lets it expire.</summary>
/// <param name="client">Sends the requests.</param>
/// <param name="retries">Sends them again.</param>
/// <param name="streamArn">The stream.</param>
/// <param name="shard">The shard.</param>
/// <param name="start">Where to begin.</param>
/// <param name="lastSequenceNumber">The record to begin after, for <see cref="ShardPosition.AfterSequenceNumber"/>.</param>
internal sealed class ShardReader(
    StreamsClient client, RetryLoop retries, string streamArn, StreamShard shard, ShardPosition start, string? lastSequenceNumber = null)
{
    private string? _iterator;
    private bool _hasRead;

    public string ShardId => shard.Id;

    /// <summary>The last record that was read, or the one to begin after; null for none.</summary>
    public string? LastSequenceNumber { get; private set; } = lastSequenceNumber;

    /// <summary>True after the last record of a shard that has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Fixes the position, as often as it takes: what changes from now on is read.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken) =>
        _iterator = await retries.RunAsync("GetShardIterator", FindPositionAsync, cancellationToken).ConfigureAwait(false);

    /// <summary>The records since the last call; may be empty. Null where DynamoDB asked to slow down: the position is kept.</summary>
    /// <exception cref="DynamoDbException"><see cref="DynamoDbFailure.StreamPositionLost"/>: records were missed.</exception>
    public async Task<IReadOnlyList<StreamRecord>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (HasEnded)
        {
            return [];
        }

        _iterator ??= await PositionAsync(cancellationToken).ConfigureAwait(false);
        if (_iterator is null || await RecordsAsync(_iterator, cancellationToken).ConfigureAwait(false) is not { } page)
        {
            return null;
        }

        _hasRead = true;
        _iterator = page.NextIterator;
        HasEnded = _iterator is null;
        if (page.Records.Count > 0)
        {
            LastSequenceNumber = page.Records[^1].SequenceNumber;
        }

        return page.Records;
    }

    private async Task<RecordPage?> RecordsAsync(string iterator, CancellationToken cancellationToken)
    {
        try
        {
            return await Get(iterator).ConfigureAwait(false);
        }
        catch (DynamoDbException failed) when (
            failed.InnerException is Amazon.Runtime.AmazonServiceException { ErrorCode: { } code } && CanGoOn(code))
        {
            // After a suspended machine, say. What was read last is the place to go on; a place that is trimmed by now is a gap.
            _iterator = await PositionAsync(cancellationToken).ConfigureAwait(false);
            return _iterator is null ? null : await Get(_iterator).ConfigureAwait(false);
        }

        Task<RecordPage?> Get(string at) =>
            retries.RunUnlessThrottledAsync("GetRecords", token => client.GetRecordsAsync(at, token), cancellationToken);
    }

    // DynamoDB Local calls the beginning of a shard trimmed as soon as an empty one has its first record. Nothing was
    // missed: this iterator, which lives for a quarter of an hour, found the shard empty, and records are kept for a day.
    private bool CanGoOn(string code) => code switch
    {
        "ExpiredIteratorException" => LastSequenceNumber is not null || start == ShardPosition.TrimHorizon,
        "TrimmedDataAccessException" => _hasRead && LastSequenceNumber is null && start == ShardPosition.TrimHorizon,
        _ => false,
    };

    private Task<string?> PositionAsync(CancellationToken cancellationToken) =>
        retries.RunUnlessThrottledAsync("GetShardIterator", FindPositionAsync, cancellationToken);

    private Task<string> FindPositionAsync(CancellationToken cancellationToken)
    {
        var position = LastSequenceNumber is null ? start : ShardPosition.AfterSequenceNumber;
        return client.GetShardIteratorAsync(streamArn, shard.Id, position, LastSequenceNumber, cancellationToken);
    }
}
