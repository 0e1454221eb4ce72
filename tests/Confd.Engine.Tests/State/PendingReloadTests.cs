using Confd.Engine.Running;
using Confd.Engine.Tests.Support;
using Confd.Engine.Updating;

namespace Confd.Engine.Tests.State;

/// <summary>Reloads that one process leaves pending and another one runs.</summary>
public sealed class PendingReloadTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    private string[] Notes =>
        Directory.Exists(_fixture.Directory["state"]) ? Directory.GetFiles(_fixture.Directory["state"], "reload-*.json") : [];

    [Fact]
    public async Task RunOnce_DiedBetweenReplacingAndReloading_NextRunReloadsOnce()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        await DieInReloadAsync();
        _fixture.ReadOut("a.conf").ShouldNotBeEmpty();
        Notes.Length.ShouldBe(1);

        await RunAsync();
        await RunAsync();

        _fixture.Commands.Commands.ShouldBe(["reload"]);
        _fixture.Commands.Variables[0]["CONFD_DEST"].ShouldBe(_fixture.Out("a.conf"));
        _fixture.Logger.Text.ShouldContain($"Running the pending reload for {_fixture.Out("a.conf")}");
        Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Poll_DiedBetweenReplacingAndReloading_NextDaemonReloads()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"\nreload_once = true");
        await DieInReloadAsync();

        var runner = new HeldCommandRunner();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var engine = _fixture.CreateEngine(runner: runner);
        var run = engine.PollAsync(stop.Token);
        (await runner.NextAsync(Cancellation)).Finish();
        await stop.CancelAsync();
        await run;

        Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Poll_EndedWithAFailedReload_NextRunReloads()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _fixture.Commands.ExitStatus = _ =>
        {
            stop.Cancel();
            return 7;
        };
        await using (var engine = _fixture.CreateEngine())
        {
            await engine.PollAsync(stop.Token);
        }

        Notes.Length.ShouldBe(1);
        _fixture.Commands.ExitStatus = _ => 0;
        await RunAsync();

        _fixture.Commands.Commands.ShouldBe(["reload", "reload"]);
        Notes.ShouldBeEmpty();
    }

    // The exit status is that of the stop: it does not report the reload.
    [Theory]
    [InlineData("")]
    [InlineData("\nreload_once = true")]
    public async Task RunOnce_StoppedDuringAReloadThatFails_NextRunReloads(string setting)
    {
        _fixture.AddResource("a.conf", $"reload_cmd = \"reload\"{setting}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _fixture.Commands.ExitStatus = _ =>
        {
            stop.Cancel();
            return 7;
        };
        await using (var engine = _fixture.CreateEngine())
        {
            await engine.RunOnceAsync(stop.Token);
        }

        Notes.Length.ShouldBe(1);
        _fixture.Commands.ExitStatus = _ => 0;
        await RunAsync();

        _fixture.Commands.Commands.ShouldBe(["reload", "reload"]);
        Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Poll_StateFolderCannotBeUsedForAWhile_IsUsedAfterwards()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        File.WriteAllText(_fixture.Directory["state"], "a file in the folder's place");
        var runs = 0;
        _fixture.Commands.ExitStatus = _ =>
        {
            if (++runs == 1)
            {
                File.Delete(_fixture.Directory["state"]);
                _fixture.Backend.Set("/app/a", "changed");
                return 0;
            }

            stop.Cancel();
            return 7;
        };
        await using (var engine = _fixture.CreateEngine())
        {
            await engine.WatchAsync(stop.Token);
        }

        Notes.Length.ShouldBe(1);
        _fixture.Logger.Count("Cannot use the state folder").ShouldBe(1);
    }

    [Fact]
    public async Task RunOnce_ReloadFails_ExitStatusReportsItAndTheNextRunDoesNotRepeatIt()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        _fixture.Commands.ExitStatus = _ => 7;
        await RunAsync(expectedStatus: 7);

        await RunAsync();

        _fixture.Commands.Commands.ShouldBe(["reload"]);
    }

    [Fact]
    public async Task RunOnce_DiedAfterRemovingAStaleFile_NextRunReloadsForIt()
    {
        _fixture.Backend.Set("/app/tenants/acme/host", "a");
        _fixture.Backend.Set("/app/tenants/zeta/host", "z");
        _fixture.AddResource(
            "tenants",
            $"for_each = \"/app/tenants\"\nkeys = []\nremove_stale = true\nreload_cmd = \"reload {{{{.dest}}}}\"\n"
            + $"dest = \"{_fixture.Out("{{.Name}}")}\"",
            template: "{{.Key}}/host");
        await RunAsync();
        _fixture.Backend.Remove("/app/tenants/zeta/host");
        await DieInReloadAsync();
        File.Exists(_fixture.Out("zeta")).ShouldBeFalse();

        await RunAsync();

        _fixture.Commands.Commands[^1].ShouldBe($"reload {_fixture.Out("zeta")}");
        Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task RunOnce_NothingIsToRun_KeepsTheNote(bool noop, bool syncOnly)
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        await DieInReloadAsync();

        await RunAsync(options => options with { Update = new UpdateOptions { Noop = noop, SyncOnly = syncOnly } });

        _fixture.Commands.Commands.ShouldBeEmpty();
        Notes.Length.ShouldBe(1);
    }

    [Fact]
    public async Task RunOnce_ResourceOrItsCommandIsGone_ForgetsTheNote()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        _fixture.AddResource("b.conf", "reload_cmd = \"reload\"");
        File.Move(_fixture.Directory["conf.d/a.conf.toml"], _fixture.Directory["a.conf.toml"]);
        await DieInReloadAsync();
        File.Delete(_fixture.Directory["conf.d/b.conf.toml"]);
        File.Move(_fixture.Directory["a.conf.toml"], _fixture.Directory["conf.d/a.conf.toml"]);
        await DieInReloadAsync();
        Notes.Length.ShouldBe(1, "that of b is forgotten with its resource");
        _fixture.AddResource("a.conf");

        await RunAsync();

        _fixture.Commands.Commands.ShouldBeEmpty();
        Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_ReplacementFails_LeavesNoPendingReload()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"\ncheck_cmd = \"check\"");
        _fixture.Commands.ExitStatus = command =>
        {
            Directory.CreateDirectory(_fixture.Out("a.conf"));
            return 0;
        };

        await RunAsync(expectedStatus: 1);

        Notes.ShouldBeEmpty();
    }

    // The text of such a note is whatever somebody called a key; the resource file says its own paths word for word now.
    [Fact]
    public async Task RunOnce_NoteOfAForEachNameAfterTheResourceChanged_QuotesTheName()
    {
        const string Name = "x$(touch pwned)";
        _fixture.Backend.Set($"/app/tenants/{Name}/host", "a");
        _fixture.AddResource(
            "a",
            $"for_each = \"/app/tenants\"\nkeys = []\nreload_cmd = \"reload\"\ndest = \"{_fixture.Out("{{.Name}}")}\"",
            "/tenants/{{.Name}}");
        await DieInReloadAsync();
        _fixture.AddResource("a", $"reload_cmd = \"reload {{{{.dest}}}} {{{{.src}}}}\"\ndest = \"{_fixture.Out("main.conf")}\"");

        await RunAsync();

        _fixture.Commands.Commands.Count.ShouldBe(2, _fixture.Logger.Text);
        var reload = _fixture.Commands.Commands.Single(command => command.Contains(Name, StringComparison.Ordinal));
        reload.ShouldStartWith($"reload '{_fixture.Out(Name)}' '");
        Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_ReplacementFailsAndAnEarlierReloadIsPending_RunsIt()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");
        await DieInReloadAsync();
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"\ncheck_cmd = \"check\"");
        _fixture.Backend.Set("/app/a", "changed");
        _fixture.Commands.ExitStatus = command =>
        {
            if (command == "check")
            {
                File.Delete(_fixture.Out("a.conf"));
                Directory.CreateDirectory(_fixture.Out("a.conf"));
            }

            return 0;
        };

        await RunAsync(expectedStatus: 1);

        _fixture.Commands.Commands.ShouldBe(["check", "reload"]);
        Notes.ShouldBeEmpty();
    }

    // What a deleted or changed file once requested no longer applies.
    [Fact]
    public async Task Poll_ResourcesAreReadAgain_FailedReloadsPassToThemOrAreForgotten()
    {
        foreach (var name in (string[])["gone", "moved", "kept"])
        {
            _fixture.AddResource(name, $"reload_cmd = \"old-{name}\"");
        }

        _fixture.Commands.ExitStatus = _ => 1;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var engine = _fixture.CreateEngine();
        var run = engine.PollAsync(stop.Token);
        await _fixture.Logger.WaitForAsync("Error exit status 1", 3);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        File.Delete(_fixture.Directory["conf.d/gone.toml"]);
        _fixture.AddResource("moved", $"dest = \"{_fixture.Out("elsewhere")}\"\nreload_cmd = \"new {{{{.dest}}}}\"");
        _fixture.Commands.ExitStatus = _ => 0;

        engine.RequestReload();
        await _fixture.Logger.WaitForAsync("has been updated");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(600));
        await _fixture.Logger.WaitForAsync("Running the pending reload", 2);
        _fixture.Logger.Count("resource file is gone").ShouldBe(0);
        engine.RequestReload();
        await _fixture.Logger.WaitForAsync("resource file is gone");
        await stop.CancelAsync();
        await run;

        _fixture.Commands.Commands.Skip(3).Order(StringComparer.Ordinal).ShouldBe(
            [$"new {_fixture.Out("elsewhere")}", $"new {_fixture.Out("moved")}", "old-kept"]);
        _fixture.Logger.Count("resource file is gone").ShouldBe(1);
        Notes.ShouldBeEmpty();
    }

    // As while a deployment is at work in the folder.
    [Fact]
    public async Task Poll_ResourceFileIsMissingInOneReload_StillRunsItsFailedReload()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload-a\"");
        _fixture.AddResource("b.conf");
        _fixture.Commands.ExitStatus = _ => 1;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var engine = _fixture.CreateEngine();
        var run = engine.PollAsync(stop.Token);
        await _fixture.Logger.WaitForAsync("Error exit status 1");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        var (file, aside) = (_fixture.Directory["conf.d/a.conf.toml"], _fixture.Directory["a.conf.toml"]);
        File.Move(file, aside);
        _fixture.AddResource("c.conf");
        engine.RequestReload();
        await _fixture.Logger.WaitForAsync("has been updated", 2);
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        File.Move(aside, file);
        _fixture.Commands.ExitStatus = _ => 0;

        engine.RequestReload();

        await _fixture.Logger.WaitForAsync("Running the pending reload");
        await stop.CancelAsync();
        await run;
        _fixture.Commands.Commands.ShouldBe(["reload-a", "reload-a"]);
    }

    [Fact]
    public async Task RunOnce_NoStateFolder_WorksWithoutAWarning()
    {
        _fixture.AddResource("a.conf", "reload_cmd = \"reload\"");

        await RunAsync(options => options with { StateDirectory = null });

        _fixture.Logger.Text.ShouldNotContain("state folder");
        _fixture.Commands.Commands.ShouldBe(["reload"]);
    }

    public void Dispose() => _fixture.Dispose();

    // A process that is killed while its reload command runs: nothing behind the command happens any more.
    private async Task DieInReloadAsync()
    {
        var runner = new HeldCommandRunner();
        var engine = _fixture.CreateEngine(runner: runner);
        var run = engine.RunOnceAsync(CancellationToken.None);
        var started = runner.NextAsync(Cancellation).AsTask();
        (await Task.WhenAny(started, run)).ShouldBe(started, _fixture.Logger.Text);
    }

    private async Task RunAsync(Func<EngineOptions, EngineOptions>? configure = null, int expectedStatus = 0)
    {
        await using var engine = _fixture.CreateEngine(configure);
        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(expectedStatus, _fixture.Logger.Text);
    }

    private Task RunAsync(int expectedStatus) => RunAsync(null, expectedStatus);
}
