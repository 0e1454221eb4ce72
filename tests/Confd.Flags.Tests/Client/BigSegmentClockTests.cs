using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Evaluation;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

/// <summary>A time of day that is set, as by NTP or after a machine was restored, makes no membership older or younger.</summary>
public sealed class BigSegmentClockTests : IAsyncDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private readonly SetClock _clock = new();
    private readonly FakeBigSegments _segments = new();

    public ValueTask DisposeAsync() => _segments.DisposeAsync();

    [Theory]
    [InlineData(-1)]
    [InlineData(-24)]
    [InlineData(0)]
    public async Task Variation_ClockSetBack_ReadsAgainAfterTheTimeToLive(int hours)
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();
        client.BoolVariation("flag", User, false);

        _clock.Set(TimeSpan.FromHours(hours));
        _clock.Ticks.Advance(TimeSpan.FromSeconds(4.9));
        client.BoolVariation("flag", User, false);
        _segments.Reads.ShouldBe(1, "it is believed for 5 seconds");
        _clock.Ticks.Advance(TimeSpan.FromSeconds(0.1));
        client.BoolVariation("flag", User, false);

        _segments.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Variation_ClockSetForward_UsesTheCachedMembership()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();
        client.BoolVariation("flag", User, false);

        _clock.Set(TimeSpan.FromHours(24));
        var detail = client.BoolVariationDetail("flag", User, false);

        _segments.Reads.ShouldBe(1);
        detail.Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.Stale, "when the lists were made is a time of day");
    }

    [Fact]
    public async Task Variation_ClockSetBackAfterAFailure_RetriesInTime()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        _segments.Failure = new FlagStoreException("down");
        await using var client = await OpenAsync();
        client.BoolVariationDetail("flag", User, false).Reason.BigSegmentsStatus.ShouldBe(BigSegmentsStatus.StoreError);

        _segments.Failure = null;
        _clock.Set(TimeSpan.FromHours(-24));
        _clock.Ticks.Advance(TimeSpan.FromSeconds(5));

        client.BoolVariationDetail("flag", User, false).Reason.BigSegmentsStatus.ShouldNotBe(BigSegmentsStatus.StoreError);
    }

    private async Task<FlagClient> OpenAsync()
    {
        var store = new MemoryFlagStore();
        await store.PutSegmentAsync("big", FlagItems.Item(1, """{"unbounded":true,"generation":2}"""));
        await store.PutFlagAsync(
            "flag",
            FlagItems.Item(
                1,
                """
                {"on":true,"variations":[true,false],"fallthrough":{"variation":1},
                 "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["big"]}]}]}
                """));
        var options = new FlagClientOptions
        {
            Clock = _clock,
            RefreshInterval = Timeout.InfiniteTimeSpan,
            BigSegments = _segments,
            BigSegmentsTimeToLive = TimeSpan.FromSeconds(5),
        };
        return await FlagClient.OpenAsync(store, options, Cancellation);
    }

    /// <summary>A clock whose time of day can be set, beside timestamps and timers that go on.</summary>
    private sealed class SetClock : TimeProvider
    {
        private TimeSpan _offset;

        public FakeTimeProvider Ticks { get; } = new();

        public override long TimestampFrequency => Ticks.TimestampFrequency;

        public void Set(TimeSpan offset) => _offset = offset;

        public override DateTimeOffset GetUtcNow() => Ticks.GetUtcNow() + _offset;

        public override long GetTimestamp() => Ticks.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Ticks.CreateTimer(callback, state, dueTime, period);
    }
}
