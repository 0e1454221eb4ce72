namespace Confd.DynamoDb.Streams;

/// <summary>Reads one shard from its position on, and finds the position again where DynamoDB lets it expire.</summary>
internal sealed class ShardReader(StreamsClient client, RetryLoop retries, string streamArn, StreamShard shard, ShardPosition start)
{
    private string? _iterator;
    private string? _lastSequenceNumber;

    public string ShardId => shard.Id;

    /// <summary>True after the last record of a shard that has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The records since the last call; may be empty.</summary>
    /// <exception cref="DynamoDbException"><see cref="DynamoDbFailure.StreamPositionLost"/>: records were missed.</exception>
    public async Task<IReadOnlyList<StreamRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        if (HasEnded)
        {
            return [];
        }

        _iterator ??= await PositionAsync(cancellationToken).ConfigureAwait(false);
        var page = _iterator is null ? new RecordPage([], null) : await RecordsAsync(_iterator, cancellationToken).ConfigureAwait(false);
        _iterator = page.NextIterator;
        HasEnded = _iterator is null;
        if (page.Records.Count > 0)
        {
            _lastSequenceNumber = page.Records[^1].SequenceNumber;
        }

        return page.Records;
    }

    private async Task<RecordPage> RecordsAsync(string iterator, CancellationToken cancellationToken)
    {
        try
        {
            return await Get(iterator).ConfigureAwait(false);
        }
        catch (DynamoDbException failed) when (failed.InnerException is Amazon.Runtime.AmazonServiceException { ErrorCode: "ExpiredIteratorException" }
            && (_lastSequenceNumber is not null || start == ShardPosition.TrimHorizon))
        {
            // After a suspended machine, say. What was read last is the place to go on; a place that is trimmed by now is a gap.
            var again = await PositionAsync(cancellationToken).ConfigureAwait(false);
            return again is null ? new RecordPage([], null) : await Get(again).ConfigureAwait(false);
        }

        Task<RecordPage> Get(string at) => retries.RunAsync("GetRecords", token => client.GetRecordsAsync(at, token), cancellationToken);
    }

    private Task<string?> PositionAsync(CancellationToken cancellationToken)
    {
        var position = _lastSequenceNumber is null ? start : ShardPosition.AfterSequenceNumber;
        return retries.RunAsync(
            "GetShardIterator",
            token => client.GetShardIteratorAsync(streamArn, shard.Id, position, _lastSequenceNumber, token),
            cancellationToken);
    }
}
