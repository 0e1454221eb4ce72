using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class BigSegmentTests : IAsyncDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeBigSegments _segments = new();

    public ValueTask DisposeAsync() => _segments.DisposeAsync();

    [Theory]
    [InlineData("big.g2", null, true)]
    [InlineData("big.g1", null, true)] // unknown in this generation: the rules decide, and they match
    [InlineData(null, "big.g2", false)]
    public async Task Variation_BigSegment_MembershipDecidesBeforeRules(string? included, string? excluded, bool expected)
    {
        _segments.Put("u1", included, excluded);
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();

        var detail = client.BoolVariationDetail("flag", User, false);

        detail.Value.ShouldBe(expected);
        detail.Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.Healthy);
    }

    [Fact]
    public async Task Variation_AskedAgain_ReadsMembershipOncePerTimeToLive()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();

        client.BoolVariation("flag", User, false);
        client.BoolVariation("flag", User, false);
        _segments.Reads.ShouldBe(1);

        _clock.Advance(TimeSpan.FromSeconds(5));
        client.BoolVariation("flag", User, false);
        _segments.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Variation_SynchronisedLongAgoOrNever_IsStale()
    {
        await using var client = await OpenAsync();

        client.BoolVariationDetail("flag", User, false).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.Stale);

        _segments.SynchronizedOn = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(2));
        client.BoolVariationDetail("flag", User, false).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.Stale);
    }

    [Fact]
    public async Task Variation_StoreFails_GoesByTheRulesAndSaysSo()
    {
        _segments.IsBroken = true;
        await using var client = await OpenAsync();

        var detail = client.BoolVariationDetail("flag", User, false);

        detail.Value.ShouldBeTrue();
        detail.Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);
    }

    private async Task<FlagClient> OpenAsync()
    {
        var store = new MemoryFlagStore();
        await store.PutSegmentAsync(
            "big", FlagItems.Item(1, """{"unbounded":true,"generation":2,"rules":[{"clauses":[{"attribute":"key","op":"in","values":["u1"]}]}]}"""));
        await store.PutFlagAsync(
            "flag",
            FlagItems.Item(
                1,
                """
                {"on":true,"variations":[true,false],"fallthrough":{"variation":1},
                 "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["big"]}]}]}
                """));
        var options = new FlagClientOptions { Clock = _clock, RefreshInterval = Timeout.InfiniteTimeSpan, BigSegments = _segments };
        return await FlagClient.OpenAsync(store, options, TestContext.Current.CancellationToken);
    }

    private sealed class FakeBigSegments : IBigSegmentStore
    {
        private readonly Dictionary<string, BigSegmentMembership> _memberships = [];

        public int Reads { get; private set; }

        public bool IsBroken { get; set; }

        public DateTimeOffset? SynchronizedOn { get; set; }

        public void Put(string contextKey, string? included, string? excluded) =>
            _memberships[BigSegmentMembership.HashContextKey(contextKey)] = new(
                included is null ? [] : [included], excluded is null ? [] : [excluded]);

        public Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken)
        {
            Reads++;
            return IsBroken
                ? throw new FlagStoreException("the store is down")
                : Task.FromResult(_memberships.GetValueOrDefault(contextHash, BigSegmentMembership.None));
        }

        public Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken) => Task.FromResult(SynchronizedOn);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
