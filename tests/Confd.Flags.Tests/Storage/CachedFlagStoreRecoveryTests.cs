using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Storage;

/// <summary>A store that is back: what is written to it now, and what is written to it again.</summary>
public sealed class CachedFlagStoreRecoveryTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedFlagStore _inner = new();
    private readonly CachedFlagStore _cache;

    public CachedFlagStoreRecoveryTests() =>
        _cache = new CachedFlagStore(_inner, new FlagCacheOptions { TimeToLive = Timeout.InfiniteTimeSpan, Clock = _clock });

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Fact]
    public async Task Upsert_WhileADataSetIsPending_IsNotUndoneByItsWrite()
    {
        await FailToInitAsync(Set(("a", 1), ("b", 3)));

        (await _cache.UpsertAsync(DataKind.Features, "a", Item(2), Cancellation)).ShouldBeTrue();
        (await _cache.UpsertAsync(DataKind.Features, "b", Item(2), Cancellation)).ShouldBeTrue();
        (await _cache.UpsertAsync(DataKind.Features, "new", Item(1), Cancellation)).ShouldBeTrue();
        (await _cache.UpsertAsync(DataKind.Segments, "s", Item(1), Cancellation)).ShouldBeTrue();
        await RecoverAsync(writes: 5);

        (await StoredAsync()).ShouldBe(new Dictionary<string, long> { ["a"] = 2, ["b"] = 3, ["new"] = 1 }, ignoreOrder: true);
        (await _inner.GetAsync(DataKind.Segments, "s", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Upsert_OlderThanAnotherWriteWhileADataSetIsPending_KeepsThat()
    {
        await FailToInitAsync(Set(("a", 1)));
        await _inner.UpsertAsync(DataKind.Features, "a", Item(7), Cancellation);

        (await _cache.UpsertAsync(DataKind.Features, "a", Item(2), Cancellation)).ShouldBeFalse();
        await RecoverAsync(writes: 3);

        (await StoredAsync()).ShouldBe(new Dictionary<string, long> { ["a"] = 7 });
    }

    [Fact]
    public async Task Init_WhileAnOlderSetIsWrittenAgain_ComesAfterIt()
    {
        await FailToInitAsync(Set(("old", 1)));
        _inner.WriteGate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await _inner.WriteArrivals.WaitAsync(Patience, Cancellation)).ShouldBeTrue();

        var init = _cache.InitAsync(Set(("new", 2)), Cancellation);
        _inner.WriteArrivals.CurrentCount.ShouldBe(0);
        _inner.WriteGate.SetResult();
        await init;

        (await StoredAsync()).ShouldBe(new Dictionary<string, long> { ["new"] = 2 });
        _inner.Writes.CurrentCount.ShouldBe(2);
    }

    private static VersionedItem Item(long version) => new(version, "{}"u8.ToArray());

    private static FlagDataSet Set(params (string Key, long Version)[] flags) =>
        new(new KindItems(DataKind.Features, flags.ToDictionary(flag => flag.Key, flag => Item(flag.Version))));

    private async Task FailToInitAsync(FlagDataSet data)
    {
        _inner.IsBroken = true;
        await Should.ThrowAsync<FlagStoreException>(() => _cache.InitAsync(data, Cancellation));
        await _clock.WaitForTimersAsync(1, Cancellation);
        _inner.IsBroken = false;
    }

    private async Task RecoverAsync(int writes)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < writes; i++)
        {
            (await _inner.Writes.WaitAsync(Patience, Cancellation)).ShouldBeTrue();
        }
    }

    private async Task<Dictionary<string, long>> StoredAsync() =>
        (await _inner.GetAllAsync(DataKind.Features, Cancellation)).ToDictionary(item => item.Key, item => item.Value.Version);
}
