using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

public sealed class BigSegmentStatusTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeBigSegments _segments = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task GetStatus_FirstTime_ReadsOnceThenReturnsTheKnownStatus()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();
        _segments.StatusReads.ShouldBe(0);

        (await client.GetBigSegmentStoreStatusAsync()).ShouldBe(
            new BigSegmentStoreStatus(IsAvailable: true, IsStale: false) { SynchronizedOn = _clock.GetUtcNow() });
        (await client.GetBigSegmentStoreStatusAsync()).IsAvailable.ShouldBeTrue();

        _segments.StatusReads.ShouldBe(1);
    }

    [Fact]
    public async Task GetStatus_StoreFailsOrIsStale_ReportsIt()
    {
        _segments.StatusFailure = new FlagStoreException("the store is down");
        await using (var client = await OpenAsync())
        {
            (await client.GetBigSegmentStoreStatusAsync()).ShouldBe(new BigSegmentStoreStatus(IsAvailable: false, IsStale: false));
        }

        _segments.StatusFailure = null;
        await using (var client = await OpenAsync())
        {
            (await client.GetBigSegmentStoreStatusAsync()).ShouldBe(new BigSegmentStoreStatus(IsAvailable: true, IsStale: true));
        }
    }

    [Fact]
    public async Task StatusChanged_OnlyTheTimeDiffers_IsNotRaised()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();
        var heard = System.Threading.Channels.Channel.CreateUnbounded<BigSegmentStoreStatus>();
        client.BigSegmentStoreStatusChanged += (_, change) => heard.Writer.TryWrite(change.Status);
        (await client.GetBigSegmentStoreStatusAsync()).IsAvailable.ShouldBeTrue();

        _segments.SynchronizedOn = _clock.GetUtcNow() + TimeSpan.FromSeconds(1);
        await LookAsync();
        _segments.StatusFailure = new FlagStoreException("the store is down");
        await LookAsync();

        (await heard.Reader.ReadAsync(Cancellation)).IsAvailable.ShouldBeFalse();
    }

    [Fact]
    public async Task GetStatus_NoStore_IsNotAvailable()
    {
        await using var client = await FlagClient.OpenAsync(new MemoryFlagStore(), cancellationToken: Cancellation);
        client.BigSegmentStoreStatusChanged += (_, _) => { };

        (await client.GetBigSegmentStoreStatusAsync()).IsAvailable.ShouldBeFalse();
    }

    [Fact]
    public async Task StatusChanged_Handler_StartsPollingAndReceivesEachChange()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();
        var heard = System.Threading.Channels.Channel.CreateUnbounded<BigSegmentStoreStatus>();
        client.BigSegmentStoreStatusChanged += (_, change) => heard.Writer.TryWrite(change.Status);
        (await client.GetBigSegmentStoreStatusAsync()).IsAvailable.ShouldBeTrue();

        _segments.StatusFailure = new FlagStoreException("the store is down");
        await LookAsync();
        (await heard.Reader.ReadAsync(Cancellation)).ShouldBe(
            new BigSegmentStoreStatus(IsAvailable: false, IsStale: false) { SynchronizedOn = _segments.SynchronizedOn });

        _segments.StatusFailure = null;
        await LookAsync();
        (await heard.Reader.ReadAsync(Cancellation)).IsAvailable.ShouldBeTrue();

        _segments.SynchronizedOn -= TimeSpan.FromMinutes(2);
        await LookAsync();
        (await heard.Reader.ReadAsync(Cancellation)).IsStale.ShouldBeTrue();
        heard.Reader.Count.ShouldBe(0);
    }

    [Fact]
    public async Task StatusChanged_HandlerThrows_IsLoggedAndOthersAreNotified()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync();
        var heard = new TaskCompletionSource<object?>();
        client.BigSegmentStoreStatusChanged += (_, _) => throw new InvalidOperationException("as the test wants it");
        client.BigSegmentStoreStatusChanged += (sender, _) => heard.SetResult(sender);
        await client.GetBigSegmentStoreStatusAsync();

        _segments.StatusFailure = new FlagStoreException("the store is down");
        await LookAsync();
        (await heard.Task.WaitAsync(Cancellation)).ShouldBe(client);

        _log.Lines.ShouldContain("Error A handler of a flag client's event failed");
    }

    [Fact]
    public async Task Memberships_MoreContextsThanFit_EvictTheLeastRecentlyUsed()
    {
        _segments.SynchronizedOn = _clock.GetUtcNow();
        await using var client = await OpenAsync(cacheSize: 2);

        foreach (var key in new[] { "u1", "u2", "u1", "u3", "u1" })
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            client.BoolVariation("flag", EvaluationContext.New(key), false);
        }

        _segments.Reads.ShouldBe(3);
        client.BoolVariation("flag", EvaluationContext.New("u2"), false);
        _segments.Reads.ShouldBe(4);
    }

    private async Task LookAsync()
    {
        var looked = _segments.WhenStatusReadsAsync(_segments.StatusReads + 1);
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await looked.WaitAsync(Cancellation);
    }

    private async Task<FlagClient> OpenAsync(int cacheSize = 1000)
    {
        var store = new MemoryFlagStore(FlagDataSet.Empty);
        await store.PutSegmentAsync("big", FlagItems.Item(1, """{"key":"big","version":1,"unbounded":true,"generation":1}"""));
        await store.PutFlagAsync("flag", FlagItems.Item(
            1,
            """{"version":1,"on":true,"variations":[true,false],"fallthrough":{"variation":1}"""
            + ""","rules":[{"variation":0,"clauses":[{"attribute":"","op":"segmentMatch","values":["big"]}]}]}"""));
        return await FlagClient.OpenAsync(store, new FlagClientOptions
        {
            BigSegments = _segments,
            BigSegmentsCacheSize = cacheSize,
            BigSegmentsTimeToLive = TimeSpan.FromHours(1),
            RefreshInterval = Timeout.InfiniteTimeSpan,
            Clock = _clock,
            Logger = _log,
        });
    }
}
