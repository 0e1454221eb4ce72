using System.Runtime.CompilerServices;
using Confd.Backends.Aws.Metadata;
using Confd.TestSupport;

namespace Confd.Backends.Aws.Tests;

public sealed class MetadataCacheTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Sweep_ExpiredEntries_AreRemoved()
    {
        var cache = new MetadataCache(TimeSpan.FromMinutes(1), _clock);
        var text = await AskAsync(cache);

        cache.Sweep();
        Collect();
        text.IsAlive.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromMinutes(2));
        cache.Sweep();
        Collect();
        text.IsAlive.ShouldBeFalse();
        GC.KeepAlive(cache);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> AskAsync(MetadataCache cache) =>
        new(await cache.GetAsync("meta-data/x", (_, _) => Task.FromResult<byte[]?>(new byte[10]), Cancellation));
}
