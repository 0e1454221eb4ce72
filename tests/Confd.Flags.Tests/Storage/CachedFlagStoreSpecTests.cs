using Confd.Flags.Storage;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Storage;

/// <summary>Every mode of the cache, each handle with a cache of its own over one store. The clock of the readers' caches is always past
/// the end of life.</summary>
public abstract class CachedFlagStoreSpecTests(FlagCacheOptions options) : FlagStoreRaceSpec
{
    private readonly MemoryFlagStore _shared = new();

    protected override Task<IFlagStore> OpenAsync() =>
        Task.FromResult<IFlagStore>(new CachedFlagStore(_shared, options with { Clock = new FakeTimeProvider() }));

    // A cache answers what it knows while that is fresh.
    protected override bool OldestSeen(VersionedItem item, long oldest) =>
        options.TimeToLive == TimeSpan.Zero ? base.OldestSeen(item, oldest) : item.Version >= 1;

    public sealed class WithoutTimeToLive() : CachedFlagStoreSpecTests(new FlagCacheOptions { TimeToLive = TimeSpan.Zero });

    public sealed class WithTimeToLive() : CachedFlagStoreSpecTests(new FlagCacheOptions());

    public sealed class WithInfiniteTimeToLive() : CachedFlagStoreSpecTests(new FlagCacheOptions { TimeToLive = Timeout.InfiniteTimeSpan });
}
