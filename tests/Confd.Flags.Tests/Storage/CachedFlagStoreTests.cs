using System.Text;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Storage;

public sealed class CachedFlagStoreTests : IAsyncDisposable
{
    private static readonly TimeSpan Failure = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedFlagStore _inner = new();
    private CachedFlagStore? _cache;

    public ValueTask DisposeAsync() => _cache?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("known")]
    [InlineData("unknown")]
    public async Task Get_WithinTimeToLive_ReadsItemsAndMissesOnce(string key)
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(10) });

        await cache.GetAsync(DataKind.Features, key, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        await cache.GetAsync(DataKind.Features, key, Cancellation);
        _inner.Reads.ShouldBe(1);

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await cache.GetAsync(DataKind.Features, key, Cancellation);
        _inner.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Get_AfterGetAll_IsServedFromIt()
    {
        var cache = await OpenAsync(new FlagCacheOptions());

        await cache.GetAllAsync(DataKind.Features, Cancellation);

        (await cache.GetAsync(DataKind.Features, "known", Cancellation)).ShouldNotBeNull();
        (await cache.GetAsync(DataKind.Features, "unknown", Cancellation)).ShouldBeNull();
        _inner.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Get_MoreKeysThanAreKept_EvictsMissesAndKeepsUnwrittenItems()
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        _inner.IsBroken = true;
        await Should.ThrowAsync<FlagStoreException>(() => cache.UpsertAsync(DataKind.Features, "unwritten", Item(9), Cancellation));
        _inner.IsBroken = false;

        for (var i = 0; i <= 10_000; i++)
        {
            await cache.GetAsync(DataKind.Features, $"unknown-{i}", Cancellation);
        }

        var before = _inner.Reads;
        (await cache.GetAsync(DataKind.Features, "unwritten", Cancellation))!.Version.ShouldBe(9);
        _inner.Reads.ShouldBe(before);
        await cache.GetAsync(DataKind.Features, "unknown-0", Cancellation);
        _inner.Reads.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Get_NoTimeToLive_ReadsEachTime()
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = TimeSpan.Zero });

        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        await cache.GetAsync(DataKind.Features, "known", Cancellation);

        _inner.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Get_ManyAtOnce_ReadTheStoreOnce()
    {
        var cache = await OpenAsync(new FlagCacheOptions());
        _inner.Gate = new TaskCompletionSource();

        var answers = Enumerable.Range(0, 100).Select(_ => cache.GetAsync(DataKind.Features, "known", Cancellation)).ToArray();
        await _inner.Arrivals.WaitAsync(Failure, Cancellation);
        _inner.Gate.SetResult();

        (await Task.WhenAll(answers)).ShouldAllBe(item => item!.Version == 1);
        _inner.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Get_OneOfManyCancelled_TheOthersStillGetTheirItem()
    {
        var cache = await OpenAsync(new FlagCacheOptions());
        _inner.Gate = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();

        var given = cache.GetAsync(DataKind.Features, "known", impatient.Token);
        var patient = cache.GetAsync(DataKind.Features, "known", Cancellation);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given);
        _inner.Gate.SetResult();

        (await patient).ShouldNotBeNull();
    }

    [Fact]
    public async Task Get_NearEndOfLife_ReturnsAtOnceAndRefreshesInTheBackground()
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(10), RefreshAhead = TimeSpan.FromSeconds(3) });
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        await _inner.UpsertAsync(DataKind.Features, "known", Item(2), Cancellation);
        await _inner.Arrivals.WaitAsync(Failure, Cancellation);
        _inner.Gate = new TaskCompletionSource();

        _clock.Advance(TimeSpan.FromSeconds(8));
        (await cache.GetAsync(DataKind.Features, "known", Cancellation))!.Version.ShouldBe(1);
        await _inner.Arrivals.WaitAsync(Failure, Cancellation);
        _inner.Gate.SetResult();

        // Past the first answer's end of life, and yet no further read: the refresh came in between or is joined.
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await cache.GetAsync(DataKind.Features, "known", Cancellation))!.Version.ShouldBe(2);
        _inner.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Get_StoreDownWithinStaleTime_ServesTheStaleItemThenFails()
    {
        var options = new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(10), StaleWhileUnavailable = TimeSpan.FromSeconds(60) };
        var cache = await OpenAsync(options);
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        _inner.IsBroken = true;

        _clock.Advance(TimeSpan.FromSeconds(69));
        (await cache.GetAsync(DataKind.Features, "known", Cancellation))!.Version.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<FlagStoreException>(() => cache.GetAsync(DataKind.Features, "known", Cancellation));

        _inner.IsBroken = false;
        (await cache.GetAsync(DataKind.Features, "known", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Get_StoreDownAndNoStaleAnswersWanted_Fails()
    {
        var cache = await OpenAsync(new FlagCacheOptions { StaleWhileUnavailable = TimeSpan.Zero });
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        _inner.IsBroken = true;

        _clock.Advance(TimeSpan.FromSeconds(15));

        await Should.ThrowAsync<FlagStoreException>(() => cache.GetAsync(DataKind.Features, "known", Cancellation));
    }

    [Fact]
    public async Task Get_MonotonicClockStoodStill_ExpiresByTheWallClock()
    {
        var clock = new FrozenClock();
        await _inner.UpsertAsync(DataKind.Features, "known", Item(1), Cancellation);
        _cache = new CachedFlagStore(_inner, new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(30), Clock = clock });
        await _cache.GetAsync(DataKind.Features, "known", Cancellation);
        await _inner.UpsertAsync(DataKind.Features, "known", Item(2), Cancellation);

        clock.Now += TimeSpan.FromHours(2);

        (await _cache.GetAsync(DataKind.Features, "known", Cancellation))!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task Get_StoreDownAndStaleAllowed_ReadsNothingDuringTheRetryDelay()
    {
        var options = new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(1), StaleWhileUnavailable = Timeout.InfiniteTimeSpan };
        var cache = await OpenAsync(options);
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        _inner.IsBroken = true;
        _clock.Advance(TimeSpan.FromSeconds(2));

        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        _inner.Reads.ShouldBe(2);

        _clock.Advance(options.RetryDelay);
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        _inner.Reads.ShouldBe(3);
    }

    [Fact]
    public async Task Get_StoreHangsForOneItem_OthersDoNotWait()
    {
        var options = new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(10), StaleWhileUnavailable = Timeout.InfiniteTimeSpan };
        var cache = await OpenAsync(options);
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        await cache.GetAsync(DataKind.Features, "unknown", Cancellation);
        _inner.Gate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromSeconds(11));

        var first = cache.GetAsync(DataKind.Features, "known", Cancellation);
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await first)!.Version.ShouldBe(1);
        (await cache.GetAsync(DataKind.Features, "unknown", Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Dispose_Twice_DisposesTheStoreOnce(int seconds)
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1) });

        await cache.DisposeAsync();
        await cache.DisposeAsync();

        _inner.Disposals.ShouldBe(1);
    }

    [Fact]
    public async Task Get_ItemWrittenDuringTheRead_DoesNotBringBackTheOldItem()
    {
        var cache = await OpenAsync(new FlagCacheOptions());
        _inner.Gate = new TaskCompletionSource();
        var before = cache.GetAsync(DataKind.Features, "known", Cancellation);
        await _inner.Arrivals.WaitAsync(Failure, Cancellation);

        await cache.UpsertAsync(DataKind.Features, "known", Item(2), Cancellation);
        (await cache.GetAsync(DataKind.Features, "known", Cancellation))!.Version.ShouldBe(2);
        _inner.Gate.SetResult();

        (await before)!.Version.ShouldBe(1);
        (await cache.GetAsync(DataKind.Features, "known", Cancellation))!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task Upsert_Refused_CacheHoldsWhatTheStoreHas()
    {
        var cache = await OpenAsync(new FlagCacheOptions());
        await cache.GetAllAsync(DataKind.Features, Cancellation);
        await _inner.UpsertAsync(DataKind.Features, "known", Item(7), Cancellation);

        (await cache.UpsertAsync(DataKind.Features, "known", Item(3), Cancellation)).ShouldBeFalse();

        (await cache.GetAsync(DataKind.Features, "known", Cancellation))!.Version.ShouldBe(7);
        (await cache.GetAllAsync(DataKind.Features, Cancellation))["known"].Version.ShouldBe(7);
    }

    [Fact]
    public async Task Write_FailsWithFiniteTimeToLive_LeavesTheCacheAsItWas()
    {
        var cache = await OpenAsync(new FlagCacheOptions());
        await cache.GetAllAsync(DataKind.Features, Cancellation);
        _inner.IsBroken = true;

        await Should.ThrowAsync<FlagStoreException>(() => cache.InitAsync(FlagDataSet.Empty, Cancellation));
        await Should.ThrowAsync<FlagStoreException>(() => cache.UpsertAsync(DataKind.Features, "known", Item(2), Cancellation));

        (await cache.GetAsync(DataKind.Features, "known", Cancellation))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task Write_FailsWithInfiniteTimeToLive_IsServedAndWrittenWhenTheStoreIsBack()
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        _inner.IsBroken = true;
        var data = new FlagDataSet(new KindItems(DataKind.Features, new Dictionary<string, VersionedItem> { ["new"] = Item(4) }));

        await Should.ThrowAsync<FlagStoreException>(() => cache.InitAsync(data, Cancellation));
        await Should.ThrowAsync<FlagStoreException>(() => cache.UpsertAsync(DataKind.Features, "other", Item(5), Cancellation));
        (await cache.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["new", "other"], ignoreOrder: true);
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _clock.WaitForTimersAsync(1, Cancellation);
        await DrainAsync(_inner.Writes);

        _inner.IsBroken = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _inner.Writes.WaitAsync(Failure, Cancellation);
        await _inner.Writes.WaitAsync(Failure, Cancellation);

        (await _inner.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["new", "other"], ignoreOrder: true);
    }

    [Fact]
    public async Task Write_StoreThrowsUnexpectedExceptionBeforeItIsBack_IsStillWritten()
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        _inner.IsBroken = true;
        _inner.AvailabilityError = new InvalidOperationException("a defect");
        await Should.ThrowAsync<FlagStoreException>(() => cache.UpsertAsync(DataKind.Features, "new", Item(4), Cancellation));
        await _clock.WaitForTimersAsync(1, Cancellation).WaitAsync(Failure, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _clock.WaitForTimersAsync(1, Cancellation).WaitAsync(Failure, Cancellation);
        await DrainAsync(_inner.Writes);

        _inner.AvailabilityError = null;
        _inner.IsBroken = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _inner.Writes.WaitAsync(Failure, Cancellation);

        (await _inner.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldContain("new");
    }

    [Fact]
    public async Task Init_ItemIsTooLargeWithInfiniteTimeToLive_IsServedAndNotWrittenAgain()
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        _inner.IsTooSmall = true;
        var data = new FlagDataSet(new KindItems(DataKind.Features, new Dictionary<string, VersionedItem> { ["large"] = Item(4) }));

        await Should.ThrowAsync<FlagItemTooLargeException>(() => cache.InitAsync(data, Cancellation));

        (await cache.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["large"]);
        _clock.PendingTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Init_StoreIsBackAndAnItemIsTooLarge_IsWrittenOnce()
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = Timeout.InfiniteTimeSpan });
        _inner.IsBroken = true;
        _inner.IsTooSmall = true;
        var data = new FlagDataSet(new KindItems(DataKind.Features, new Dictionary<string, VersionedItem> { ["large"] = Item(4) }));
        await Should.ThrowAsync<FlagStoreException>(() => cache.InitAsync(data, Cancellation));
        await Should.ThrowAsync<FlagStoreException>(() => cache.UpsertAsync(DataKind.Features, "later", Item(5), Cancellation));
        await _clock.WaitForTimersAsync(1, Cancellation);
        await DrainAsync(_inner.Writes);

        // The item behind the data set is written too, which ends the recovery.
        _inner.IsBroken = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _inner.Writes.WaitAsync(Failure, Cancellation);
        await _inner.Writes.WaitAsync(Failure, Cancellation);

        (await _inner.GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldContain("later");
        _clock.PendingTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Initialized_False_IsReadAgainAfterTimeToLiveAndTrueNever()
    {
        _cache = new CachedFlagStore(_inner, new FlagCacheOptions { TimeToLive = Timeout.InfiniteTimeSpan, Clock = _clock });

        (await _cache.InitializedAsync(Cancellation)).ShouldBeFalse();
        await _inner.InitAsync(FlagDataSet.Empty, Cancellation);
        (await _cache.InitializedAsync(Cancellation)).ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(15));
        (await _cache.InitializedAsync(Cancellation)).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromDays(1));
        (await _cache.InitializedAsync(Cancellation)).ShouldBeTrue();
        _inner.Reads.ShouldBe(2);
    }

    [Fact]
    public void Constructor_RefreshAheadNotBelowTimeToLive_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new CachedFlagStore(
            _inner, new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(1), RefreshAhead = TimeSpan.FromSeconds(1) }));

    [Fact]
    public void Constructor_RetryDelayLongerThanTimers_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new CachedFlagStore(
            _inner, new FlagCacheOptions { RetryDelay = TimeSpan.MaxValue }));

    // As a function that was frozen between two requests may see it.
    private sealed class FrozenClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => 1;
    }

    private static VersionedItem Item(long version) => new(version, Encoding.UTF8.GetBytes($"{{\"version\":{version}}}"));

    private static async Task DrainAsync(SemaphoreSlim semaphore)
    {
        while (semaphore.CurrentCount > 0)
        {
            await semaphore.WaitAsync(Cancellation);
        }
    }

    private async Task<CachedFlagStore> OpenAsync(FlagCacheOptions options)
    {
        await _inner.UpsertAsync(DataKind.Features, "known", Item(1), Cancellation);
        return _cache = new CachedFlagStore(_inner, options with { Clock = _clock });
    }
}
