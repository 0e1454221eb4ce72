using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

/// <summary>Which watches continue when other resources are opened, and what is processed then.</summary>
public sealed class WatchedResourcesTests : IDisposable
{
    private const string Updated = "has been updated";

    private readonly EngineFixture _fixture = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

    public WatchedResourcesTests()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
    }

    [Fact]
    public async Task Watch_ResourceOpenedLater_KeepsTheWatchesOfOthers()
    {
        _fixture.AddResource("b.conf", tables: "[backend]\nbackend = \"other\"");
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);

        await OpenOtherAsync();
        await _fixture.Logger.WaitForAsync(Updated, 2);

        (_fixture.Backend.WatchesAsked, _fixture.Backend.Reads).ShouldBe((1, 1));
        _fixture.Logger.Text.ShouldNotContain("Restarting watches");
        _fixture.Backend.Set("/app/a", "2");
        _fixture.OtherBackends["other"].Set("/app/a", "3");
        await _fixture.Logger.WaitForAsync(Updated, 4);
        (_fixture.ReadOut("a.conf"), _fixture.ReadOut("b.conf")).ShouldBe(("/app/a=2\n", "/app/a=3\n"));
        await StopAsync(running);
    }

    [Fact]
    public async Task Watch_ResourceOpenedLater_KeepsPendingChanges()
    {
        _fixture.AddResource("b.conf", tables: "[backend]\nbackend = \"other\"");
        await using var engine = _fixture.CreateEngine(options => options with { Debounce = TimeSpan.FromHours(1) });
        var running = engine.WatchAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);
        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Logger.WaitForAsync("Debouncing changes");

        await OpenOtherAsync();
        await _fixture.Logger.WaitForAsync(Updated, 2);
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=1\n");
        await PassAsync(TimeSpan.FromHours(1));

        await _fixture.Logger.WaitForAsync(Updated, 3);
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        await StopAsync(running);
    }

    [Fact]
    public async Task Watch_ReadAgainWithTheSameKeys_ProcessesEverythingUnderTheSameWatch()
    {
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);
        _fixture.AddResource("a.conf", template: "/app/b");
        _fixture.Backend.Remove("/app/a");

        engine.RequestReload();
        await _fixture.Logger.WaitForAsync(Updated, 2);
        _fixture.Backend.Set("/app/b", "2");
        await _fixture.Logger.WaitForAsync(Updated, 3);

        _fixture.ReadOut("a.conf").ShouldBe("/app/b=2\n");
        _fixture.Backend.WatchesAsked.ShouldBe(1);
        await StopAsync(running);
    }

    [Fact]
    public async Task Watch_ReloadFindsNothingUsable_ProcessesTheCurrentResourcesAgain()
    {
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);
        _fixture.Directory.Write("templates/a.conf.tmpl", "/app/b");
        _fixture.Directory.Write("conf.d/a.conf.toml", "[t");

        engine.RequestReload();
        await _fixture.Logger.WaitForAsync(Updated, 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/b=<none>\n");
        _fixture.Backend.WatchesAsked.ShouldBe(1);
        await StopAsync(running);
    }

    [Fact]
    public async Task Watch_ReadAgainWithOtherKeys_IsWatchedAgain()
    {
        await using var engine = _fixture.CreateEngine();
        var running = engine.WatchAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync(Updated);
        _fixture.Backend.Set("/db/b", "2");
        _fixture.AddResource("b.conf", "keys = [\"/db\"]", template: "/db/b");

        engine.RequestReload();
        await _fixture.Logger.WaitForAsync(Updated, 2);
        _fixture.Backend.Set("/db/b", "3");
        await _fixture.Logger.WaitForAsync(Updated, 3);

        _fixture.ReadOut("b.conf").ShouldBe("/db/b=3\n");
        _fixture.Backend.WatchesAsked.ShouldBe(2);
        await StopAsync(running);
    }

    // Whoever has mended a server does not wait for the pause to end.
    [Fact]
    public async Task Watch_ReadAgainWhileAWatchIsBroken_TriesItAtOnce()
    {
        _fixture.Backend.WatchError = new KeyBackendException("not now");
        await using var engine = _fixture.CreateEngine(options => options with { WatchErrorBackoff = TimeSpan.FromHours(1) });
        var running = engine.WatchAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync("Watching the memory backend failed");
        await _fixture.Logger.WaitForAsync(Updated);
        _fixture.Backend.WatchError = null;

        engine.RequestReload();
        await _fixture.Logger.WaitForAsync("Restarting watches");
        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Logger.WaitForAsync(Updated, 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        _fixture.Backend.WatchesAsked.ShouldBe(2);
        await StopAsync(running);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _fixture.Dispose();
    }

    private async Task OpenOtherAsync()
    {
        await PassAsync(TimeSpan.FromSeconds(2));
        await _fixture.Logger.WaitForAsync("which is tried again");
        var other = _fixture.OtherBackends["other"] = new MemoryKeyBackend("other");
        other.Set("/app/a", "late");
        await PassAsync(TimeSpan.FromSeconds(4));
    }

    private async Task PassAsync(TimeSpan time)
    {
        await _fixture.Clock.WaitForTimerWithinAsync(time, Cancellation);
        _fixture.Clock.Advance(time);
    }

    private async Task StopAsync(Task<RunResult> running)
    {
        await _stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }
}
