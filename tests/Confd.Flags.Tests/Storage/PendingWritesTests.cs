using Confd.Flags.Storage;
using Confd.Shared;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Storage;

public sealed class PendingWritesTests : IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(500);

    private readonly ScriptedFlagStore _store = new() { IsBroken = true };
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordedLog _logger = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly PendingWrites _pending;

    public PendingWritesTests() => _pending = new PendingWrites(
        _store, new CacheSettings(
            _store, new FlagCacheOptions { RetryDelay = Delay, Clock = _clock }, new DeferredLogger(_logger), _lifetime.Token));

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        await _pending.DisposeAsync();
        await _store.DisposeAsync();
        _lifetime.Dispose();
    }

    [Fact]
    public async Task Add_Items_AreWrittenWhenTheStoreIsBackAndNotBefore()
    {
        _pending.Add(DataKind.Features, "a", Item(1));
        _pending.Add(DataKind.Segments, "a", Item(2));
        await NextAttemptAsync();
        await NextAttemptAsync();
        _store.Writes.CurrentCount.ShouldBe(0);

        _store.IsBroken = false;
        await NextAttemptAsync(isLast: true);

        await _pending.WaitAsync().WaitAsync(Cancellation);
        (await VersionAsync(DataKind.Features, "a")).ShouldBe(1);
        (await VersionAsync(DataKind.Segments, "a")).ShouldBe(2);
    }

    [Fact]
    public async Task Dispose_LaterCaller_GetsItsTurnAndDoesNotHang()
    {
        await _pending.DisposeAsync();

        (await _pending.TakeTurnAsync(Cancellation)).Dispose();
    }

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(2, 1, 2)]
    public async Task Add_SameItemTwice_WritesTheNewerOnce(long first, long second, long written)
    {
        _pending.Add(DataKind.Features, "a", Item(first));
        _pending.Add(DataKind.Features, "a", Item(second));

        _store.IsBroken = false;
        await NextAttemptAsync(isLast: true);
        await _pending.WaitAsync().WaitAsync(Cancellation);

        (await VersionAsync(DataKind.Features, "a")).ShouldBe(written);
        _store.Writes.CurrentCount.ShouldBe(1);
    }

    [Fact]
    public async Task Add_DataSet_MakesItemsBeforeItObsoleteAndIsWrittenBeforeThoseAfterIt()
    {
        _pending.Add(DataKind.Features, "gone", Item(9));
        _pending.Add(new FlagDataSet(
            new KindItems(DataKind.Segments, new Dictionary<string, VersionedItem>()),
            new KindItems(DataKind.Features, new Dictionary<string, VersionedItem> { ["a"] = Item(1) })));
        _pending.Add(DataKind.Features, "a", Item(2));

        _store.IsBroken = false;
        await NextAttemptAsync(isLast: true);
        await _pending.WaitAsync().WaitAsync(Cancellation);

        (await VersionAsync(DataKind.Features, "a")).ShouldBe(2);
        (await _store.GetAsync(DataKind.Features, "gone", Cancellation)).ShouldBeNull();
        (await _store.InitializedAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Clear_WhatWaits_IsNotWritten()
    {
        _pending.Add(DataKind.Features, "a", Item(1));
        _pending.Clear();

        _store.IsBroken = false;
        await NextAttemptAsync(isLast: true);
        await _pending.WaitAsync().WaitAsync(Cancellation);

        _store.Writes.CurrentCount.ShouldBe(0);
    }

    [Fact]
    public async Task Add_AfterAllWasWritten_IsWrittenToo()
    {
        _store.IsBroken = false;
        for (var version = 1; version <= 2; version++)
        {
            _pending.Add(DataKind.Features, "a", Item(version));
            await NextAttemptAsync(isLast: true);
            await _pending.WaitAsync().WaitAsync(Cancellation);
        }

        (await VersionAsync(DataKind.Features, "a")).ShouldBe(2);
    }

    [Fact]
    public async Task Write_StoreThrowsUnexpectedException_IsReportedAndRetried()
    {
        _store.AvailabilityError = new InvalidOperationException("no");
        _pending.Add(DataKind.Features, "a", Item(1));
        await NextAttemptAsync();
        (await _logger.FirstWarning.WaitAsync(Cancellation)).ShouldBe(
            "The flag store still cannot be written; the data stays in the cache");

        _store.AvailabilityError = null;
        _store.IsBroken = false;
        await NextAttemptAsync(isLast: true);
        await _pending.WaitAsync().WaitAsync(Cancellation);

        (await VersionAsync(DataKind.Features, "a")).ShouldBe(1);
    }

    [Fact]
    public async Task Add_PendingFlagThatNowRefersToASegment_IsWrittenAfterIt()
    {
        _pending.Add(DataKind.Features, "flag", Item(1));
        _pending.Add(DataKind.Features, "other", Item(1));
        _pending.Add(DataKind.Segments, "segment", Item(1));
        _pending.Add(DataKind.Features, "flag", Item(2));

        _store.IsBroken = false;
        await NextAttemptAsync(isLast: true);
        await _pending.WaitAsync().WaitAsync(Cancellation);

        _store.WrittenKeys.ShouldBe(["other", "segment", "flag"]);
    }

    [Fact]
    public async Task Wait_CacheIsDisposed_StopsTheRetries()
    {
        _pending.Add(DataKind.Features, "a", Item(1));

        await _lifetime.CancelAsync();

        await _pending.WaitAsync().WaitAsync(Cancellation);
    }

    private static VersionedItem Item(long version) => new(version, "{}"u8.ToArray());

    private async Task<long?> VersionAsync(DataKind kind, string key) => (await _store.GetAsync(kind, key, Cancellation))?.Version;

    // To the attempt, and, unless it is the last one, until its failure waits for the next.
    private async Task NextAttemptAsync(bool isLast = false)
    {
        await _clock.WaitForTimersAsync(1, Cancellation);
        _clock.Advance(Delay);
        if (!isLast)
        {
            await _clock.WaitForTimersAsync(1, Cancellation);
        }
    }
}
