using Confd.Backends;
using Confd.Engine.Tests.Support;

namespace Confd.Engine.Tests.Running;

public sealed class PollTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(600);
    private readonly EngineFixture _fixture = new();

    [Fact]
    public async Task Poll_KeyChanges_IsWrittenAtTheNextInterval()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("has been updated");
        _fixture.Backend.Set("/app/a", "2");

        await AdvanceAsync(Interval - TimeSpan.FromSeconds(1));
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=1\n");
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await CycleAsync("has been updated", 2);

        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        _fixture.Commands.Commands.Count.ShouldBe(2);
        (await _fixture.StopAsync(running)).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Poll_DestinationDamaged_IsRepaired()
    {
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("has been updated");
        File.Delete(_fixture.Out("a.conf"));

        _fixture.Clock.Advance(Interval);
        await CycleAsync("has been updated", 2);

        File.Exists(_fixture.Out("a.conf")).ShouldBeTrue();
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_BackendFailsForAWhile_Continues()
    {
        _fixture.AddResource("a.conf");
        _fixture.Backend.ReadError = new KeyBackendException("down");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("Error down");

        _fixture.Backend.ReadError = null;
        _fixture.Clock.Advance(Interval);
        await CycleAsync("has been updated");

        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_FailedReload_IsRunInTheNextCycleAlthoughTheFileIsInSync()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        _fixture.Commands.ExitStatus = _ => 1;
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("Error exit status 1");
        _fixture.Commands.Commands.Count.ShouldBe(1);

        _fixture.Commands.ExitStatus = _ => 0;
        _fixture.Clock.Advance(Interval);
        await CycleAsync("Running the pending reload");
        _fixture.Clock.Advance(Interval);
        await CycleAsync("in sync", 2);

        _fixture.Commands.Commands.Count.ShouldBe(2);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_ReloadFailsForLong_IsRunOnceInEachCycle()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        _fixture.Commands.ExitStatus = _ => 1;
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("Error exit status 1");

        for (var cycle = 2; cycle <= 4; cycle++)
        {
            _fixture.Clock.Advance(Interval);
            await CycleAsync("in sync", cycle - 1);
            await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
            _fixture.Commands.Commands.Count.ShouldBe(cycle);
        }

        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_ReloadForARemovedFileFails_IsRunOnceInTheNextCycle()
    {
        _fixture.Backend.Set("/tenants/a/host", "1");
        _fixture.Backend.Set("/tenants/z/host", "1");
        _fixture.AddResource(
            "tenants",
            $"keys = []\nfor_each = \"/tenants\"\ndest = \"{_fixture.Out("{{.Name}}.conf")}\"\n"
            + "remove_stale = true\nreload_cmd = \"reload\"",
            template: "{{.Key}}/host");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("has been updated", 2);
        _fixture.Commands.ExitStatus = _ => 1;
        _fixture.Backend.Remove("/tenants/z/host");

        _fixture.Clock.Advance(Interval);
        await CycleAsync("Error exit status 1");
        _fixture.Commands.Commands.Count.ShouldBe(3);
        _fixture.Commands.ExitStatus = _ => 0;
        _fixture.Clock.Advance(Interval);
        await CycleAsync("Running the pending reload");

        _fixture.Commands.Commands.Count.ShouldBe(4);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_DeferredReload_RunsOnceAfterTheInterval()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"\nmin_reload_interval = \"90s\"");
        await using var engine = _fixture.CreateEngine(options => options with { Interval = TimeSpan.FromSeconds(60) });
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("has been updated");
        _fixture.Backend.Set("/app/a", "2");

        _fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        await CycleAsync($"Warning Reload throttled for {_fixture.Out("a.conf")} (next allowed in 30s)");
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=2\n");
        _fixture.Commands.Commands.Count.ShouldBe(1);

        // Long before the next cycle, which comes after 60 seconds.
        _fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        await CycleAsync("Running the pending reload");

        _fixture.Backend.Reads.ShouldBe(2);
        _fixture.Commands.Commands.Count.ShouldBe(2);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_AfterRunOnceOfTheSameEngine_DefersReloadsAsADaemonDoes()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"\nreload_splay = \"150s\"");
        await using var engine = _fixture.CreateEngine(options => options with { Update = options.Update with { Random = () => 0.5 } });
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);
        _fixture.Commands.Commands.Count.ShouldBe(1);

        _fixture.Backend.Set("/app/a", "2");
        var running = engine.PollAsync(_fixture.Stop.Token);

        await CycleAsync($"Reloading for {_fixture.Out("a.conf")} in 1m15s (reload_splay)");
        _fixture.Commands.Commands.Count.ShouldBe(1);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public void Create_IntervalOfNothing_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => _fixture.CreateEngine(options => options with { Interval = TimeSpan.Zero }))
            .Message.ShouldStartWith("EngineOptions.Interval has to be more than zero");

    [Fact]
    public async Task Poll_ReloadSplay_ReloadsAtARandomTimeThatFurtherChangesDoNotDefer()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"\nreload_splay = \"150s\"");
        await using var engine = _fixture.CreateEngine(options => options with
        {
            Interval = TimeSpan.FromSeconds(60),
            Update = options.Update with { Random = () => 0.5 },
        });
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync($"Reloading for {_fixture.Out("a.conf")} in 1m15s (reload_splay)");
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=1\n");
        _fixture.Backend.Set("/app/a", "2");
        _fixture.Clock.Advance(TimeSpan.FromSeconds(60));
        await CycleAsync($"Reloading for {_fixture.Out("a.conf")} in 15s (reload_splay)");
        _fixture.Commands.Commands.ShouldBeEmpty();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(15));
        await CycleAsync("Running the pending reload");
        _fixture.Commands.Commands.Count.ShouldBe(1);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_Splay_WaitsByChanceBeforeEachCycle()
    {
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine(options => options with
        {
            Interval = TimeSpan.FromSeconds(60),
            Splay = TimeSpan.FromSeconds(20),
            Update = options.Update with { Random = () => 0.5 },
        });
        var running = engine.PollAsync(_fixture.Stop.Token);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Backend.Reads.ShouldBe(0);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        await CycleAsync("has been updated");
        _fixture.Backend.Set("/app/a", "2");
        _fixture.Clock.Advance(TimeSpan.FromSeconds(69));
        _fixture.Backend.Reads.ShouldBe(1);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await CycleAsync("has been updated", 2);
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_ReloadRequested_ReadsResourcesAgainAtOnce()
    {
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("has been updated");
        _fixture.AddResource("b.conf");

        engine.RequestReload();
        await CycleAsync("has been updated", 2);

        File.Exists(_fixture.Out("b.conf")).ShouldBeTrue();
        _fixture.TemplateResets.ShouldBe(1);
        _fixture.Logger.Text.ShouldContain("Information Reloading template resources (interval processor)");
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_AllResourcesBrokenAfterReload_KeepsTheOldOnes()
    {
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("has been updated");
        File.WriteAllText(_fixture.Directory["conf.d/a.conf.toml"], "[");
        File.Delete(_fixture.Out("a.conf"));

        engine.RequestReload();
        await CycleAsync("has been updated", 2);

        _fixture.Logger.Text.ShouldContain("Error Failed to load any template resources: cannot process template resource");
        await _fixture.StopAsync(running);
    }

    // A deployment that replaces the folder sends SIGHUP while it is away.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Poll_NoResourcesAfterReload_KeepsTheOldOnes(bool hasFolder)
    {
        _fixture.AddResource("a.conf");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("has been updated");
        Directory.Delete(_fixture.Directory["conf.d"], recursive: true);
        if (hasFolder)
        {
            Directory.CreateDirectory(_fixture.Directory["conf.d"]);
        }

        File.Delete(_fixture.Out("a.conf"));

        engine.RequestReload();
        await CycleAsync("has been updated", 2);

        _fixture.Logger.Text.ShouldContain("Warning Keeping the 1 template resources that were loaded before");
        await _fixture.StopAsync(running);
    }

    [Fact]
    public async Task Poll_SomeResourcesBroken_WorksOnWithTheRest()
    {
        _fixture.AddResource("a.conf");
        _fixture.Directory.Write("conf.d/b.toml", "[");
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await CycleAsync("has been updated");

        _fixture.Logger.Text.ShouldContain("Warning Some template resources failed to load: cannot process template resource");
        (await _fixture.StopAsync(running)).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Poll_AllResourcesBrokenAtTheStart_EndsWithAnError()
    {
        _fixture.Directory.Write("conf.d/b.toml", "[");
        await using var engine = _fixture.CreateEngine();

        (await engine.PollAsync(_fixture.Stop.Token)).ExitStatus.ShouldBe(1);

        _fixture.Logger.Text.ShouldContain("Error Failed to load any template resources: ");
    }

    [Fact]
    public async Task Poll_NoResources_WaitsForAReload()
    {
        Directory.CreateDirectory(_fixture.Directory["conf.d"]);
        await using var engine = _fixture.CreateEngine();
        var running = engine.PollAsync(_fixture.Stop.Token);
        await _fixture.Logger.WaitForAsync("Warning Found no templates");
        _fixture.AddResource("a.conf");

        engine.RequestReload();
        await CycleAsync("has been updated");

        (await _fixture.StopAsync(running)).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Stop_CommandInFlight_MayFinishWithinTheShutdownTimeout()
    {
        var runner = new HeldCommandRunner();
        _fixture.AddResource("a.conf", "check_cmd = \"check\"\nreload_cmd = \"reload\"");
        _fixture.AddResource("b.conf");
        await using var engine = _fixture.CreateEngine(runner: runner);
        var running = engine.PollAsync(_fixture.Stop.Token);
        var check = await runner.NextAsync(Cancellation);

        await _fixture.Stop.CancelAsync();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(29));
        check.Finish();
        var reload = await runner.NextAsync(Cancellation);
        reload.Finish();

        (await running).ExitStatus.ShouldBe(0);
        check.WasKilled.ShouldBeFalse();
        File.Exists(_fixture.Out("a.conf")).ShouldBeTrue();
        File.Exists(_fixture.Out("b.conf")).ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_CommandInFlightTooLong_IsKilled()
    {
        var runner = new HeldCommandRunner();
        _fixture.AddResource("a.conf", "check_cmd = \"check\"");
        await using var engine = _fixture.CreateEngine(runner: runner);
        var running = engine.PollAsync(_fixture.Stop.Token);
        var check = await runner.NextAsync(Cancellation);

        await _fixture.Stop.CancelAsync();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(30));

        (await running).ExitStatus.ShouldBe(0);
        check.WasKilled.ShouldBeTrue();
        File.Exists(_fixture.Out("a.conf")).ShouldBeFalse();
    }

    public void Dispose() => _fixture.Dispose();

    /// <summary>Waits for a log line and then until the loop is waiting.</summary>
    private async Task CycleAsync(string line, int count = 1)
    {
        await _fixture.Logger.WaitForAsync(line, count);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
    }

    /// <summary>Moves the clock where nothing is due, and waits until the loop is waiting again.</summary>
    private async Task AdvanceAsync(TimeSpan time)
    {
        _fixture.Clock.Advance(time);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
    }
}
