using System.Text;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Storage;

public sealed class CachedFlagStoreHealthTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedFlagStore _inner = new();
    private CachedFlagStore? _cache;

    public ValueTask DisposeAsync() => _cache?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task FollowingFailure_StoreDown_IsFromTheFirstFailedReadToTheNextThatSucceeds()
    {
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(10) });
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        _inner.IsBroken = true;
        cache.FollowingFailure.ShouldBeNull();

        _clock.Advance(TimeSpan.FromSeconds(10));
        var first = _clock.GetUtcNow();
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        (cache.FollowingFailure?.Since, cache.FollowingFailure?.Last).ShouldBe((first, _clock.GetUtcNow()));
        cache.FollowingFailure?.Problem.ShouldBeOfType<FlagStoreException>();

        _inner.IsBroken = false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        cache.FollowingFailure.ShouldBeNull();
    }

    [Fact]
    public async Task FollowingFailure_StoreWasNeverRead_IsNoneForItIsThrown()
    {
        var cache = await OpenAsync(new FlagCacheOptions());
        _inner.IsBroken = true;

        await Should.ThrowAsync<FlagStoreException>(() => cache.GetAsync(DataKind.Features, "known", Cancellation));

        cache.FollowingFailure.ShouldBeNull();
    }

    [Fact]
    public async Task FollowingFailure_OfTheStore_IsThatOfTheCache()
    {
        await using var store = new FailingStore();
        await using var cache = new CachedFlagStore(store, new FlagCacheOptions());
        var changes = 0;
        cache.FollowingChanged += OnChanged;

        store.Fail();
        cache.FollowingFailure.ShouldBeSameAs(store.FollowingFailure);
        cache.FollowingChanged -= OnChanged;
        store.Fail();

        changes.ShouldBe(1);

        void OnChanged(object? sender, EventArgs change) => changes++;
    }

    [Fact]
    public async Task FollowingChanged_HandlerThrows_IsLoggedAndTheCacheAnswers()
    {
        var log = new RecordedLog();
        var cache = await OpenAsync(new FlagCacheOptions { TimeToLive = TimeSpan.FromSeconds(10), Logger = log });
        await cache.GetAsync(DataKind.Features, "known", Cancellation);
        var calls = new SemaphoreSlim(0);
        cache.FollowingChanged += (_, _) => throw new InvalidOperationException("of the handler");
        cache.FollowingChanged += (_, _) => calls.Release();
        _inner.IsBroken = true;
        _clock.Advance(TimeSpan.FromSeconds(10));

        (await cache.GetAsync(DataKind.Features, "known", Cancellation)).ShouldNotBeNull();

        await calls.WaitAsync(Cancellation);
        log.Lines.ShouldContain(line => line.Contains("A handler of a flag store's event failed"));
    }

    private async Task<CachedFlagStore> OpenAsync(FlagCacheOptions options)
    {
        await _inner.UpsertAsync(
            DataKind.Features, "known", new VersionedItem(1, Encoding.UTF8.GetBytes("""{"version":1}""")), Cancellation);
        return _cache = new CachedFlagStore(_inner, options with { Clock = _clock });
    }

    private sealed class FailingStore : ScriptedFlagStore, IFollowingFlagStore
    {
        public event EventHandler? FollowingChanged;

        public FollowingFailure? FollowingFailure { get; private set; }

        public void Fail()
        {
            FollowingFailure = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
            FollowingChanged?.Invoke(this, EventArgs.Empty);
        }
    }
}
