using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>A writer's position in a table's stream: starts at the marks, and reads a shard after its parent has ended.</summary>
/// <remarks>
/// Without marks, or where one is lost, it starts at the end. For the next writer, which shall not have to do the same, the last record of
/// each shard is looked up first, from the shard's start, with a few requests only: a shard where they do not reach the end is a busy one,
/// which soon has a new record as its mark. DynamoDB may also return nothing although there is more; the mark is then earlier than it could
/// be, and records in between may be reported twice, in order. None is omitted: the start of reading is determined after the mark.
/// </remarks>
internal sealed class StreamCursor : IStreamCursor
{
    // The maximum number of requests to find it.
    private const int QuestionsForTheEnd = 10;

    private readonly StreamsClient _client;
    private readonly RetryLoop _retries;
    private readonly string _streamArn;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _pause;
    private readonly ShardSet _shards;
    private readonly StreamRounds _rounds;
    private ShardMark[] _begun = [];
    private long _discovered;

    private StreamCursor(StreamsClient client, RetryLoop retries, string streamArn, TimeProvider clock, TimeSpan pause)
    {
        _client = client;
        _retries = retries;
        _streamArn = streamArn;
        _clock = clock;
        _pause = pause;
        _shards = new ShardSet(client, retries, streamArn);
        _rounds = new StreamRounds(clock);
        _discovered = clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public bool HasGap { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Only where there is a gap: otherwise the journal has them.</remarks>
    public IReadOnlyList<ShardMark> Marks =>
    [
        .. _begun,
        .. _shards.Finished.Select(id => new ShardMark(id, null, HasEnded: true)),
    ];

    /// <summary>Determines the position.</summary>
    /// <param name="client">Not disposed.</param>
    /// <param name="retries">Retries requests.</param>
    /// <param name="streamArn">The stream.</param>
    /// <param name="marks">The journal's positions.</param>
    /// <param name="clock">The clock of all delays.</param>
    /// <param name="pause">The delay between two requests to a shard.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="DynamoDbException">The stream cannot be read.</exception>
    public static async Task<StreamCursor> OpenAsync(
        StreamsClient client,
        RetryLoop retries,
        string streamArn,
        IReadOnlyList<ShardMark> marks,
        TimeProvider clock,
        TimeSpan pause,
        CancellationToken cancellationToken)
    {
        var cursor = new StreamCursor(client, retries, streamArn, clock, pause);
        var shards = (await StreamListing.ReadAsync(client, retries, streamArn, cancellationToken).ConfigureAwait(false)).Shards;
        if (cursor.TryGoOn(shards, marks))
        {
            try
            {
                await cursor._shards.OpenAsync(cancellationToken).ConfigureAwait(false);
                return cursor;
            }
            catch (DynamoDbException lost) when (lost.Failure == DynamoDbFailure.StreamPositionLost)
            {
                // Trimmed meanwhile: start at the end.
            }
        }

        await cursor.BeginAtTheEndAsync(shards, cancellationToken).ConfigureAwait(false);
        return cursor;
    }

    /// <inheritdoc/>
    public async Task<StreamBatch> ReadAsync(CancellationToken cancellationToken)
    {
        if (_shards.IsListingDue(_clock.GetElapsedTime(_discovered)))
        {
            await DiscoverAsync(cancellationToken).ConfigureAwait(false);
        }

        _rounds.Begin();
        var shards = _shards.Reading.ToArray();
        var pages = await Task.WhenAll(shards.Select(shard => shard.ReadAsync(cancellationToken))).ConfigureAwait(false);
        var records = new List<(string ShardId, StreamRecord Record)>();
        foreach (var (shard, page) in shards.Zip(pages))
        {
            _rounds.Add(shard.ShardId, shard.IsFromThePast, page);
            records.AddRange((page ?? []).Select(record => (shard.ShardId, record)));
        }

        return new StreamBatch(records, _shards.FinishEnded()) { EndsRound = _rounds.TryEnd(_shards) };
    }

    // False: a part of the stream is gone that the journal does not have, or the marks are those of another stream.
    private bool TryGoOn(IReadOnlyList<StreamShard> shards, IReadOnlyList<ShardMark> marks)
    {
        var listed = shards.ToDictionary(shard => shard.Id, StringComparer.Ordinal);
        var marked = marks.ToDictionary(mark => mark.ShardId, StringComparer.Ordinal);
        if (!marks.Any(mark => listed.ContainsKey(mark.ShardId))
            || marks.Any(mark => mark.IsUnknown || (!mark.HasEnded && !listed.ContainsKey(mark.ShardId))))
        {
            return false;
        }

        foreach (var ended in marks.Where(mark => mark.HasEnded && listed.ContainsKey(mark.ShardId)))
        {
            _shards.Finish(ended.ShardId);
        }

        foreach (var shard in shards.Where(shard => !_shards.Finished.Contains(shard.Id)))
        {
            if (marked.TryGetValue(shard.Id, out var mark))
            {
                _shards.Add(
                    shard,
                    mark.SequenceNumber is null ? ShardPosition.TrimHorizon : ShardPosition.AfterSequenceNumber,
                    mark.SequenceNumber);
            }
            else if (shard.ParentId is null || (!marked.ContainsKey(shard.ParentId) && !listed.ContainsKey(shard.ParentId)))
            {
                return false;
            }
        }

        _shards.AddChildren(shards);
        return true;
    }

    private async Task BeginAtTheEndAsync(IReadOnlyList<StreamShard> shards, CancellationToken cancellationToken)
    {
        HasGap = true;
        var open = shards.Where(shard => !shard.IsClosed).ToArray();
        _begun = await Task.WhenAll(open.Select(shard => FindLastAsync(shard, cancellationToken))).ConfigureAwait(false);

        // After the marks, so that no record is between them and the start of reading. An empty shard is read from its start, as its mark
        // says.
        _shards.Begin([.. shards.Where(shard => shard.IsClosed)], ShardPosition.Latest);
        foreach (var (shard, mark) in open.Zip(_begun))
        {
            _shards.Add(
                shard, mark is { SequenceNumber: null, IsUnknown: false } ? ShardPosition.TrimHorizon : ShardPosition.Latest);
        }

        await _shards.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ShardMark> FindLastAsync(StreamShard shard, CancellationToken cancellationToken)
    {
        var reader = new ShardReader(_client, _retries, _streamArn, shard, ShardPosition.TrimHorizon);
        for (int requests = 0, empty = 0; requests < QuestionsForTheEnd; requests++)
        {
            var records = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            empty = records is null ? empty : records.Count == 0 ? empty + 1 : 0;
            if (empty == StreamRounds.EmptyPagesAtTheEnd || reader.HasEnded)
            {
                return new ShardMark(shard.Id, reader.LastSequenceNumber, HasEnded: false);
            }

            await Task.Delay(_pause, _clock, cancellationToken).ConfigureAwait(false);
        }

        return new ShardMark(shard.Id, null, HasEnded: false) { IsUnknown = true };
    }

    private async Task DiscoverAsync(CancellationToken cancellationToken)
    {
        _shards.Discover(await StreamListing.ReadAsync(_client, _retries, _streamArn, cancellationToken).ConfigureAwait(false));
        _discovered = _clock.GetTimestamp();
    }
}
