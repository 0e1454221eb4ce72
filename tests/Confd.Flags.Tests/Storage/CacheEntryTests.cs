using Confd.Flags.Storage;
using Confd.Shared;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Storage;

public sealed class CacheEntryTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _logger = new();
    private readonly Queue<TaskCompletionSource<int>> _loads = [];
    private int _count;

    [Fact]
    public async Task Get_ManyAtOnce_ShareOneLoad()
    {
        var entry = Entry();
        var load = Next();

        var questions = Enumerable.Range(0, 10).Select(_ => entry.GetAsync(Cancellation)).ToArray();
        load.SetResult(7);

        (await Task.WhenAll(questions)).ShouldAllBe(answer => answer == 7);
        _count.ShouldBe(1);
    }

    [Fact]
    public async Task Get_OneCallerCancels_DoesNotCancelTheLoadOfOthers()
    {
        var entry = Entry();
        var load = Next();
        using var left = new CancellationTokenSource();
        var (leaver, stayer) = (entry.GetAsync(left.Token), entry.GetAsync(Cancellation));

        await left.CancelAsync();
        load.SetResult(7);

        await Should.ThrowAsync<OperationCanceledException>(() => leaver);
        (await stayer).ShouldBe(7);
    }

    [Fact]
    public async Task Put_DuringALoad_WinsOverIt()
    {
        var entry = Entry();
        var load = Next();
        var question = entry.GetAsync(Cancellation);

        entry.Put(8);
        load.SetResult(7);

        await question;
        (await entry.GetAsync(Cancellation)).ShouldBe(8);
        _count.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Put_WithAMerge_MergesAFreshValueAndNotAStaleOne()
    {
        var entry = Entry(new FlagCacheOptions { TimeToLive = Seconds(10) });
        entry.Put(8);

        entry.Put(3, known => Math.Max(known, 3));
        (await entry.GetAsync(Cancellation)).ShouldBe(8);
        _clock.Advance(Seconds(10));
        entry.Put(3, known => Math.Max(known, 3));
        (await entry.GetAsync(Cancellation)).ShouldBe(3);
    }

    [Fact]
    public async Task Change_Value_DoesNotRenewIt()
    {
        var entry = Entry(new FlagCacheOptions { TimeToLive = Seconds(10) });
        entry.Put(1);
        _clock.Advance(Seconds(9));

        entry.Change(value => value + 1);
        entry.TryGetFresh(out var value).ShouldBeTrue();
        value.ShouldBe(2);
        _clock.Advance(Seconds(1));

        entry.TryGetFresh(out _).ShouldBeFalse();
        Next().SetResult(9);
        (await entry.GetAsync(Cancellation)).ShouldBe(9);
    }

    [Fact]
    public void Change_WithoutAValue_DoesNothing()
    {
        var entry = Entry();

        entry.Change(_ => throw new InvalidOperationException());

        entry.TryGetFresh(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Get_StoreFails_ServesTheStaleValueForALimitedTimeAndThenFails()
    {
        var entry = Entry(new FlagCacheOptions { TimeToLive = Seconds(10), StaleWhileUnavailable = Seconds(20), RetryDelay = Seconds(1) });
        entry.Put(5);
        _clock.Advance(Seconds(15));
        Next().SetException(new FlagStoreException("down"));

        (await entry.GetAsync(Cancellation)).ShouldBe(5);
        _logger.Warnings.ShouldBe(["The flag store cannot be read; an older value is returned"]);

        // Left alone for a while: no second load.
        (await entry.GetAsync(Cancellation)).ShouldBe(5);
        _count.ShouldBe(1);

        _clock.Advance(Seconds(15));
        Next().SetException(new FlagStoreException("down"));
        await Should.ThrowAsync<FlagStoreException>(() => entry.GetAsync(Cancellation));
    }

    [Fact]
    public async Task Get_StoreHangs_ServesTheStaleValueAfterASecondAndThenAtOnce()
    {
        var entry = Entry(new FlagCacheOptions { TimeToLive = Seconds(10), StaleWhileUnavailable = Seconds(20), RetryDelay = Seconds(1) });
        entry.Put(5);
        _clock.Advance(Seconds(15));
        var load = Next();

        var first = entry.GetAsync(Cancellation);
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(Seconds(1));

        (await first).ShouldBe(5);
        _logger.Warnings.ShouldBe(["The flag store cannot be read; an older value is returned"]);
        (await entry.GetAsync(Cancellation)).ShouldBe(5);

        // Too old to be given: the load that was late is waited for.
        _clock.Advance(Seconds(15));
        var later = entry.GetAsync(Cancellation);
        load.SetResult(6);
        (await later).ShouldBe(6);
        _count.ShouldBe(1);
    }

    [Fact]
    public async Task Get_InfiniteStaleTime_DoesNotOverflow()
    {
        var entry = Entry(new FlagCacheOptions { TimeToLive = Seconds(10), StaleWhileUnavailable = TimeSpan.MaxValue });
        entry.Put(5);
        _clock.Advance(Seconds(15));
        Next().SetException(new FlagStoreException("down"));

        (await entry.GetAsync(Cancellation)).ShouldBe(5);
    }

    [Fact]
    public async Task Get_LoadFailsUnexpectedly_IsNotHidden()
    {
        var entry = Entry(new FlagCacheOptions { TimeToLive = Seconds(10), StaleWhileUnavailable = Timeout.InfiniteTimeSpan });
        entry.Put(5);
        _clock.Advance(Seconds(11));
        Next().SetException(new InvalidOperationException("a fault of ours"));

        await Should.ThrowAsync<InvalidOperationException>(() => entry.GetAsync(Cancellation));
    }

    [Fact]
    public async Task Get_NearTheEndOfItsLife_IsServedAndRefreshedOnce()
    {
        var entry = Entry(new FlagCacheOptions { TimeToLive = Seconds(10), RefreshAhead = Seconds(2) });
        entry.Put(1);
        _clock.Advance(Seconds(8));
        var load = Next();

        (await entry.GetAsync(Cancellation)).ShouldBe(1);
        (await entry.GetAsync(Cancellation)).ShouldBe(1);
        load.SetResult(2);
        _clock.Advance(Seconds(2));

        (await entry.GetAsync(Cancellation)).ShouldBe(2);
        _count.ShouldBe(1);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private CacheEntry<int> Entry(FlagCacheOptions? options = null) => new(
        new CacheSettings(
            new MemoryFlagStore(), (options ?? new FlagCacheOptions()) with { Clock = _clock }, new DeferredLogger(_logger), Cancellation),
        _ =>
        {
            Interlocked.Increment(ref _count);
            return _loads.Dequeue().Task;
        });

    // The next load; its answer is the test's to give.
    private TaskCompletionSource<int> Next()
    {
        var load = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loads.Enqueue(load);
        return load;
    }
}
