namespace Confd.DynamoDb.Streams;

/// <summary>Reads one shard from its position on, and restores the position after its iterator has expired.</summary>
/// <param name="client">Sends the requests.</param>
/// <param name="retries">Retries them.</param>
/// <param name="streamArn">The stream.</param>
/// <param name="shard">The shard.</param>
/// <param name="start">Where to start.</param>
/// <param name="lastSequenceNumber">The record to start after, for <see cref="ShardPosition.AfterSequenceNumber"/>.</param>
internal sealed class ShardReader(
    StreamsClient client, RetryLoop retries, string streamArn, StreamShard shard, ShardPosition start, string? lastSequenceNumber = null)
{
    private string? _iterator;
    private bool _hasRead;

    public string ShardId => shard.Id;

    /// <summary>True where the shard is not read from its end on.</summary>
    public bool IsFromThePast => start != ShardPosition.Latest;

    /// <summary>The last record that was read, or the one to start after; null for none.</summary>
    public string? LastSequenceNumber { get; private set; } = lastSequenceNumber;

    /// <summary>True after the last record of a shard that has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Determines the position, with retries also after throttling: changes from now on are read.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken) =>
        _iterator = await retries.RunAsync("GetShardIterator", FindPositionAsync, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads the records since the last call; may be empty. Null where DynamoDB throttles: the position is kept.</summary>
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
            // For example after the machine was suspended. Continues after the last record; a position that is trimmed by now is a gap.
            _iterator = await PositionAsync(cancellationToken).ConfigureAwait(false);
            return _iterator is null ? null : await Get(_iterator).ConfigureAwait(false);
        }

        Task<RecordPage?> Get(string at) =>
            retries.RunUnlessThrottledAsync("GetRecords", token => client.GetRecordsAsync(at, token), cancellationToken);
    }

    // DynamoDB Local treats the start of a shard as trimmed as soon as an empty one has its first record. Nothing was missed: this
    // iterator, which is valid for a quarter of an hour, found the shard empty, and records are kept for a day.
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
