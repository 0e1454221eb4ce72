using Confd.Flags.Console.Environments;
using Confd.Flags.Storage;
using Confd.StoreSpec;
using Confd.TestSupport;

namespace Confd.Flags.Console.Tests;

public sealed class WriteAccessTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryDocumentStore _store = new();
    private int _asked;

    [Fact]
    public async Task FindObstacle_WritableStore_IsNullAndWritesNothing()
    {
        (await new WriteAccess(_clock).FindObstacleAsync(Environment(), Cancellation)).ShouldBeNull();

        _store.Writes.ShouldBeEmpty();
    }

    [Fact]
    public async Task FindObstacle_CalledAgain_ChecksTheStoreAfterHalfAMinute()
    {
        var access = new WriteAccess(_clock);
        _store.BeforeWrite = _ => _asked++;
        await access.FindObstacleAsync(Environment(), Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(29));
        await access.FindObstacleAsync(Environment(), Cancellation);
        _asked.ShouldBe(1);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _store.BeforeWrite = _ => throw new FlagStoreException("PutItem on table flags: not authorized");

        (await access.FindObstacleAsync(Environment(), Cancellation)).ShouldNotBeNull().ShouldContain("not authorized");
    }

    [Fact]
    public async Task FindObstacle_OfEachEnvironment_IsSeparate()
    {
        var access = new WriteAccess(_clock);
        _store.BeforeWrite = _ => throw new FlagStoreException("not authorized");
        await access.FindObstacleAsync(Environment(), Cancellation);
        _store.BeforeWrite = null;

        (await access.FindObstacleAsync(Environment() with { Name = "other" }, Cancellation)).ShouldBeNull();
        (await access.FindObstacleAsync(Environment(), Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task FindObstacle_ReadOnlyEnvironment_ChecksNothing()
    {
        _store.BeforeWrite = _ => _asked++;

        (await new WriteAccess(_clock).FindObstacleAsync(Environment() with { IsReadOnly = true }, Cancellation)).ShouldNotBeNull();

        _asked.ShouldBe(0);
    }

    private ConsoleEnvironment Environment() => new() { Name = "test", Store = _store, Label = "table flags" };
}
