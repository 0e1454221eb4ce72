using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Flags;
using Confd.Engine.Running;
using Confd.Engine.Tests.Flags;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>A part that is late, hangs, or cannot be opened yet delays its own resource only.</summary>
public sealed class ResourcesBeingReadTests : IDisposable
{
    private const string Updated = "has been updated";

    private readonly EngineFixture _fixture = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_BackendOpenedLater_IsProcessedInItsOrder(bool isWatched)
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"other\"");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine();
        var running = isWatched ? engine.WatchAsync(_stop.Token) : engine.PollAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);
        await PassAsync(2);
        await _fixture.Logger.WaitForAsync(
            "which is tried again: cannot create backend client for " + _fixture.Directory["conf.d/a.conf.toml"] + ": invalid backend");

        var other = _fixture.OtherBackends["other"] = new MemoryKeyBackend("other");
        other.Set("/app/a", "late");
        await PassAsync(4);
        await _fixture.Logger.WaitForAsync(Updated, 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=late\n");
        _fixture.Logger.Text.ShouldContain(
            $"Loaded template resource {_fixture.Directory["conf.d/a.conf.toml"]}, which could not be loaded before");
        _fixture.Logger.Text.ShouldNotContain("Reloading template resources");
        await StopAsync(running);
    }

    [Fact]
    public async Task Run_UnknownOwner_IsLookedUpAgainAndDelaysNoOther()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "owner = \"no-such-user\"");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);
        await PassAsync(2);

        await _fixture.Logger.WaitForAsync("which is tried again: cannot find owner's UID: user: unknown user no-such-user (");
        _fixture.ReadOut("b.conf").ShouldBe("/app/a=1\n");
        await StopAsync(running);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_BackendHangsDuringAReload_DelaysNoOther(bool isWatched)
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parts = _fixture.CreateParts() with
        {
            OpenBackend = async (_, end) =>
            {
                opening.TrySetResult();
                await new TaskCompletionSource().Task.WaitAsync(end);
                throw new KeyBackendException("not reached");
            },
        };
        await using var engine = new ConfdEngine(new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, parts);
        var running = isWatched ? engine.WatchAsync(_stop.Token) : engine.PollAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);
        _fixture.AddResource("b.conf", tables: "[backend]\nbackend = \"other\"");

        engine.RequestReload();
        await opening.Task.WaitAsync(Cancellation);
        _fixture.Backend.Set("/app/a", "2");
        if (!isWatched)
        {
            await PassAsync(600);
        }

        await _fixture.Logger.WaitForAsync(Updated, 2);
        await StopAsync(running);
    }

    [Fact]
    public async Task Poll_ResourceNamesAnotherBackend_ClosesThePreviousOne()
    {
        var former = _fixture.OtherBackends["other"] = new MemoryKeyBackend("other");
        var latter = _fixture.OtherBackends["another"] = new MemoryKeyBackend("another");
        former.Set("/app/a", "1");
        latter.Set("/app/a", "2");
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"other\"");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);
        _fixture.AddResource("a.conf", tables: "[backend]\nbackend = \"another\"");

        engine.RequestReload();
        await _fixture.Logger.WaitForAsync(Updated, 2);

        former.IsDisposed.ShouldBeTrue();
        latter.IsDisposed.ShouldBeFalse();
        await StopAsync(running);
        await engine.DisposeAsync();
        latter.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_WatchDoesNotEnd_IsAbandoned()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.Backend.WatchGate = new TaskCompletionSource().Task;
        _fixture.Backend.IsWatchGateDeaf = true;
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_stop.Token);
        await PassAsync(600);
        await _fixture.Logger.WaitForAsync(Updated);
        _fixture.AddResource("b.conf");
        _fixture.Backend.WatchGate = null;

        engine.RequestReload();
        await _fixture.Logger.WaitForAsync("Reloading template resources");
        await _fixture.Clock.WaitForTimersDueInAsync([TimeSpan.FromSeconds(5)], Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        await _fixture.Logger.WaitForAsync("A watch has not ended within 5s: it is abandoned");
        await _fixture.Logger.WaitForAsync(Updated, 2);

        await StopAsync(running);
    }

    [Fact]
    public async Task Watch_FlagsHang_DelayOnlyTheirOwnResource()
    {
        var source = new MemoryFlagSource { Gate = new TaskCompletionSource().Task };
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", tables: "[flags]\ntable = \"flags\"\ncontext = \"{}\"");
        _fixture.AddResource("b.conf");
        var parts = _fixture.CreateParts() with { OpenFlags = (_, _) => Task.FromResult<IFlagSource>(source) };
        await using var engine = new ConfdEngine(new EngineOptions { ConfigDirectory = _fixture.Directory.Path }, parts);

        var running = engine.WatchAsync(_stop.Token);
        await PassAsync(1);
        await _fixture.Logger.WaitForAsync(Updated);

        _fixture.ReadOut("b.conf").ShouldBe("/app/a=1\n");
        File.Exists(_fixture.Out("a.conf")).ShouldBeFalse();
        await StopAsync(running);
    }

    [Fact]
    public async Task Watch_BackendOfAConflictingResourceHangs_DelaysOnlyThoseThatMayCollide()
    {
        var other = _fixture.OtherBackends["other"] = new MemoryKeyBackend("other") { Gate = new TaskCompletionSource().Task };
        other.CanBeWatched = false;
        _fixture.Backend.Set("/app/a", "1");
        var each = $"for_each = \"/app\"\ndest = \"{_fixture.Out("{{.Name}}")}\"";
        _fixture.AddResource("a", each);
        _fixture.AddResource("b", each, tables: "[backend]\nbackend = \"other\"");
        _fixture.AddResource("c.conf");
        await using var engine = _fixture.CreateEngine();

        var running = engine.WatchAsync(_stop.Token);
        await PassAsync(1);
        await _fixture.Logger.WaitForAsync(Updated);

        _fixture.ReadOut("c.conf").ShouldBe("/app/a=1\n");
        File.Exists(_fixture.Out("a")).ShouldBeFalse();
        await StopAsync(running);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _fixture.Dispose();
    }

    private async Task PassAsync(int seconds)
    {
        await _fixture.Clock.WaitForTimerWithinAsync(TimeSpan.FromSeconds(seconds), Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    private async Task StopAsync(Task<RunResult> running)
    {
        await _stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }
}
