using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.Flags.Testing;
using Confd.TestSupport;

namespace Confd.Flags.Tests.Client;

/// <summary>What logs and debuggers show of a client and its store: whose and how many flags, and none of their values.</summary>
public sealed class DisplayTests
{
    [Fact]
    public async Task ToString_BeforeAndAfterTheFirstRead_ShowsWhatTheClientHolds()
    {
        var data = new TestData();
        data.Update(data.Flag("secret-flag"));
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var client = new FlagClient(data, new() { RefreshInterval = Timeout.InfiniteTimeSpan, Clock = clock });
        client.ToString().ShouldBe($"{typeof(TestData)}: not read yet");

        await client.RefreshAsync(Cancellation);

        client.ToString().ShouldBe($"{typeof(TestData)}: 1 flags, read 2026-01-02 03:04:05Z");
        client.AllFlagsState(EvaluationContext.New("u")).ToString().ShouldBe("1 flags");
        client.AllFlagsState(EvaluationContext.New("")).ToString().ShouldBe("not valid");
    }

    [Fact]
    public async Task ToString_ReadThroughClient_ShowsIt()
    {
        var store = new MemoryFlagStore();
        await using var client = new FlagClient(store, new() { ReadThrough = new() });
        await using var forever = new CachedFlagStore(store, new() { TimeToLive = Timeout.InfiniteTimeSpan });

        client.ToString().ShouldBe($"{typeof(MemoryFlagStore)}, cached for 00:00:15: read through");
        forever.ToString().ShouldBe($"{typeof(MemoryFlagStore)}, cached for ever");
    }
}
