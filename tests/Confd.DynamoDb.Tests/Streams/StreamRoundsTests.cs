using Confd.DynamoDb.Streams;
using Confd.DynamoDb.Tests.Journal;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests.Streams;

/// <summary>When all shards of a stream have been read up to what they had when a round began.</summary>
public sealed class StreamRoundsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ShardSet _shards = new(client: null!, retries: null!, "arn:stream");
    private readonly StreamRounds _rounds;

    public StreamRoundsTests()
    {
        _rounds = new StreamRounds(_clock);
        _shards.Begin([new StreamShard("a", null, false), new StreamShard("b", null, false)], ShardPosition.Latest);
    }

    [Fact]
    public void TryEnd_EveryShardWasReadToItsEnd_EndsTheRound()
    {
        Read(("a", []), ("b", [Records.Put("/k", "1")])).ShouldBeTrue();
        Read(("a", []), ("b", [])).ShouldBeTrue();

        _rounds.Count.ShouldBe(2);
    }

    [Fact]
    public void TryEnd_OneShardIsThrottledAtATime_EndsOnceEachWasRead()
    {
        Read(("a", null), ("b", [])).ShouldBeFalse();
        Read(("a", []), ("b", null)).ShouldBeTrue();
        Read(("a", []), ("b", null)).ShouldBeFalse("each round needs all of them");
    }

    [Fact]
    public void TryEnd_PageIsFullOfOldRecords_WaitsForTheRest()
    {
        Read(("a", Full(_clock.GetUtcNow())), ("b", [])).ShouldBeFalse("more of them may be from before the round");
        Read(("a", [Records.Put("/k", "1")]), ("b", [])).ShouldBeTrue();
    }

    [Fact]
    public void TryEnd_ShardThatAlwaysHasMoreIsUpToDate_EndsTheRound()
    {
        var begun = _clock.GetUtcNow();

        Read(("a", Full(begun)), ("b", [])).ShouldBeFalse();
        Read(("a", Full(begun.AddSeconds(2))), ("b", Full(begun))).ShouldBeTrue();
    }

    [Fact]
    public void TryEnd_ShardHasEnded_WaitsForItsChildren()
    {
        _rounds.Begin();
        _rounds.Add("a", isFromThePast: false, []);
        _rounds.Add("b", isFromThePast: false, []);
        _shards.Finish("a");
        _rounds.TryEnd(_shards).ShouldBeFalse("its children are not listed yet");

        _shards.AddChildren([new StreamShard("a", null, true), new StreamShard("b", null, false), new StreamShard("c", "a", false)]);
        _rounds.TryEnd(_shards).ShouldBeFalse("they are not read yet");
        Read(("b", []), ("c", [])).ShouldBeTrue();
    }

    [Fact]
    public void TryEnd_ShardIsReadFromThePast_WaitsForSeveralEmptyPagesUntilItHasCaughtUp()
    {
        ReadFromThePast([]).ShouldBeFalse("DynamoDB may return nothing although there is more");
        ReadFromThePast([Records.Put("/k", "1")]).ShouldBeFalse("so it had");
        ReadFromThePast([]).ShouldBeFalse();
        ReadFromThePast([]).ShouldBeFalse();
        ReadFromThePast([]).ShouldBeTrue();
        ReadFromThePast([Records.Put("/k", "1")]).ShouldBeTrue("it has caught up");
    }

    [Fact]
    public void TryEnd_ShardIsReadFromThePastAndHasANewRecord_EndsTheRound() =>
        ReadFromThePast([Records.Put("/k", "1", at: _clock.GetUtcNow().AddSeconds(2))]).ShouldBeTrue();

    [Fact]
    public void Restart_RoundHasBegun_BeginsAgain()
    {
        _rounds.Begin();
        _rounds.Add("a", isFromThePast: false, []);
        _rounds.Restart();

        Read(("b", [])).ShouldBeFalse();
    }

    private bool Read(params (string Shard, IReadOnlyList<StreamRecord>? Page)[] pages)
    {
        _rounds.Begin();
        foreach (var (shard, page) in pages)
        {
            _rounds.Add(shard, isFromThePast: false, page);
        }

        return _rounds.TryEnd(_shards);
    }

    private bool ReadFromThePast(IReadOnlyList<StreamRecord> page)
    {
        _rounds.Begin();
        _rounds.Add("a", isFromThePast: true, page);
        _rounds.Add("b", isFromThePast: false, []);
        return _rounds.TryEnd(_shards);
    }

    private static StreamRecord[] Full(DateTimeOffset at) => [.. Enumerable.Repeat(Records.Put("/k", "1", at: at), 1_000)];
}
