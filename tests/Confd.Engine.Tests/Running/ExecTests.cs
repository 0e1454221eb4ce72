using System.Globalization;
using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Commands;
using Confd.Engine.Running;
using Confd.Engine.Tests.Support;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Running;

/// <summary>A daemon with a child, with real processes. The child tells the test through a pipe in the file system.</summary>
public sealed class ExecTests : IAsyncLifetime
{
    private readonly EngineFixture _fixture = new();
    private readonly CancellationTokenSource _stop = new();
    private FileStream? _pipe;
    private StreamReader? _fifo;

    public async ValueTask InitializeAsync()
    {
        var path = _fixture.Directory["pipe"];
        await new ProcessRunner(TimeProvider.System).RunAsync($"mkfifo {path}", TimeSpan.Zero, Cancellation);

        // For reading and writing, so that it stays open whoever comes and goes.
        _pipe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1);
        _fifo = new StreamReader(_pipe);
        _fixture.Backend.Set("/app/a", "1");
        _fixture.AddResource("a.conf");
    }

    [Fact]
    public async Task Exec_FirstCycleSucceeded_StartsTheChildAndStopsItAtTheEnd()
    {
        await using var engine = CreateEngine("trap 'say stopped; exit 0' TERM; say started; while :; do sleep 0.05; done");
        var running = engine.PollAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("started");

        await _stop.CancelAsync();

        (await running).ExitStatus.ShouldBe(0);
        (await ReadAsync()).ShouldBe("stopped");
    }

    // A signal to a process group, or to all processes of a service: who sees it first is chance.
    [Theory]
    [InlineData("kill -TERM $$")]
    [InlineData("exit 143")]
    public async Task Exec_ChildIsStoppedByTheSignalThatStopsTheDaemon_EndsNormally(string end)
    {
        await using var engine = CreateEngine($"say $$; {end}");
        var running = engine.PollAsync(_stop.Token);
        var child = await ReadAsync();
        await Eventually.IsSoAsync(() => !IsRunning(child!), Cancellation);

        await _stop.CancelAsync();

        (await running).ExitStatus.ShouldBe(0);
        _fixture.Logger.Text.ShouldContain($"Stopped the child process {child}");
        _fixture.Logger.Text.ShouldNotContain("has ended by itself");
    }

    [Fact]
    public async Task Exec_ChildIsStoppedAlone_EndsTheDaemonAfterAMoment()
    {
        await using var engine = CreateEngine("say $$; kill -TERM $$");
        var running = engine.PollAsync(_stop.Token);
        await ReadAsync();

        await Eventually.AfterAsync(_fixture.Clock, running, Cancellation);

        (await running).ExitStatus.ShouldBe(255);
        _fixture.Logger.Text.ShouldContain("has ended by itself: signal: terminated");
    }

    [Fact]
    public async Task Exec_SinglePass_StartsNoChild()
    {
        await using var engine = CreateEngine("say started");

        (await engine.RunOnceAsync(Cancellation)).ExitStatus.ShouldBe(0);

        _fixture.Logger.Count("Started the child process").ShouldBe(0);
    }

    [Fact]
    public async Task Exec_FileChanges_RestartsTheChild()
    {
        await using var engine = CreateEngine($"say $(cat {_fixture.Out("a.conf")}); exec sleep 60");
        var running = engine.WatchAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("/app/a=1");

        _fixture.Backend.Set("/app/a", "2");

        (await ReadAsync()).ShouldBe("/app/a=2");
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Exec_FileChangesAndASignalIsWanted_SignalsTheChild()
    {
        await using var engine = CreateEngine(
            "trap 'say hangup' HUP; say started; while :; do sleep 0.05; done", exec => exec with { ChangeSignal = 1 });
        var running = engine.WatchAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("started");

        _fixture.Backend.Set("/app/a", "2");

        (await ReadAsync()).ShouldBe("hangup");
        await _stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData(10, "USR1")]
    [InlineData(12, "USR2")]
    [InlineData(28, "WINCH")]
    public async Task Exec_SignalPassedOn_ReachesTheChild(int signal, string name)
    {
        await using var engine = CreateEngine($"trap 'say {name}' {name}; say started; while :; do sleep 0.05; done");
        var running = engine.PollAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("started");

        engine.SignalChild(signal);

        (await ReadAsync()).ShouldBe(name);
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Exec_SignalWithoutAChild_IsReportedAndHarmless()
    {
        await using var engine = CreateEngine("exit 0");

        engine.SignalChild(10);

        _fixture.Logger.Text.ShouldContain("Received signal 10 while no child process is running: it is not forwarded");
    }

    [Fact]
    public async Task Exec_StandardInput_IsEmptyUnlessShared()
    {
        await using var engine = CreateEngine("say \"input:$(cat)\"; exec sleep 60");
        var running = engine.PollAsync(_stop.Token);

        (await ReadAsync()).ShouldBe("input:");

        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Exec_ChildEndsByItself_EndsTheDaemonWithItsStatus()
    {
        await using var engine = CreateEngine("exit 5");

        (await engine.PollAsync(_stop.Token)).ExitStatus.ShouldBe(5);
    }

    [Fact]
    public async Task Exec_RenderedVariables_AreTheChildsEnvironment()
    {
        _fixture.AddResource("env", template: "/app/a\n# comment");
        File.WriteAllText(_fixture.Directory["vars"], "# comment\n\nGREETING=hello=world\n");
        await using var engine = CreateEngine(
            "say $GREETING; exec sleep 60", exec => exec with { EnvironmentFile = _fixture.Directory["vars"] });
        var running = engine.PollAsync(_stop.Token);

        (await ReadAsync()).ShouldBe("hello=world");

        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Exec_ResourceFails_ChildWaitsUntilAllFilesAreThere()
    {
        _fixture.Backend.ReadError = new KeyBackendException("down");
        await using var engine = CreateEngine("say started; exec sleep 60");
        var running = engine.PollAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync("Error down");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Logger.Count("Started the child process").ShouldBe(0);

        _fixture.Backend.ReadError = null;
        _fixture.Clock.Advance(TimeSpan.FromSeconds(600));

        (await ReadAsync()).ShouldBe("started");
        await _stop.CancelAsync();
        await running;
    }

    // A watch may have no other cycle for days.
    [Fact]
    public async Task Exec_EnvironmentCannotBeRead_ChildKeepsRunningAndIsRestartedWhenItCan()
    {
        var variables = _fixture.Directory.Write("vars", "GREETING=hello\n");
        await using var engine = CreateEngine("say $GREETING; exec sleep 60", exec => exec with { EnvironmentFile = variables });
        var running = engine.WatchAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("hello");
        File.WriteAllText(variables, "no variable\n");
        _fixture.Backend.Set("/app/a", "2");
        await _fixture.Logger.WaitForAsync("; trying again in 1s");
        _fixture.Logger.Count("Stopped the child process").ShouldBe(0);
        File.WriteAllText(variables, "GREETING=again\n");

        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        (await ReadAsync()).ShouldBe("again");
        await _stop.CancelAsync();
        await running;
    }

    // A cycle of a watch is of those resources alone that a change concerns.
    [Fact]
    public async Task Exec_OtherResourceChangesWhileOneHasNotSucceeded_ChildWaitsForThatOne()
    {
        _fixture.AddResource("b.conf", template: "/app/b");
        _fixture.AddResource("c.conf", "keys = [\"/c\"]", template: "fail");
        await using var engine = CreateEngine("say started; exec sleep 60");
        var running = engine.WatchAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync("the template failed");
        _fixture.Backend.Set("/app/b", "2");
        await _fixture.Logger.WaitForAsync("has been updated", 3);
        _fixture.Directory.Write("templates/c.conf.tmpl", "/c");
        _fixture.Backend.Set("/c", "1");

        (await ReadAsync()).ShouldBe("started");
        _fixture.ReadOut("c.conf").ShouldBe("/c=1\n");
        _fixture.Logger.Count("Restarting the child process").ShouldBe(0);
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Exec_AResourceCannotBeLoaded_ChildWaitsUntilItIsLoaded()
    {
        _fixture.Directory.Write("conf.d/b.toml", "[t");
        await using var engine = CreateEngine("say started; exec sleep 60");
        var running = engine.PollAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");
        await _fixture.Clock.WaitForTimersAsync(1, Cancellation);
        _fixture.Logger.Count("Started the child process").ShouldBe(0);

        File.Delete(_fixture.Directory["conf.d/b.toml"]);
        engine.RequestReload();

        (await ReadAsync()).ShouldBe("started");
        await _stop.CancelAsync();
        await running;
    }

    // Those that succeeded before it came are not processed for its sake.
    [Fact]
    public async Task Exec_AResourceIsOpenedLater_ChildWaitsForThatOneAlone()
    {
        _fixture.AddResource("b.conf", tables: "[backend]\nbackend = \"other\"");
        await using var engine = CreateEngine("say started; exec sleep 60");
        var running = engine.WatchAsync(_stop.Token);
        await _fixture.Logger.WaitForAsync("has been updated");
        _fixture.OtherBackends["other"] = new MemoryKeyBackend("other");

        await _fixture.Clock.WaitForTimersDueInAsync([TimeSpan.FromSeconds(2)], Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));

        (await ReadAsync()).ShouldBe("started");
        await _stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exec_RunEndsDuringTheFirstCycle_StartsNoChild(bool isWatch)
    {
        var go = _fixture.Directory["go"];
        _fixture.AddResource(
            "a.conf", $"check_cmd = \"echo checking > {_fixture.Directory["pipe"]}; while [ ! -e {go} ]; do sleep 0.02; done\"");
        await using var engine = CreateEngine("say started; exec sleep 60", runner: new ProcessRunner(TimeProvider.System));
        var running = isWatch ? engine.WatchAsync(_stop.Token) : engine.PollAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("checking");

        await _stop.CancelAsync();
        File.WriteAllText(go, "");

        (await running).ExitStatus.ShouldBe(0);
        _fixture.ReadOut("a.conf").ShouldBe("/app/a=1\n");
        _fixture.Logger.Count("Started the child process").ShouldBe(0);
    }

    [Fact]
    public async Task Exec_RunEndsWhileARestartWaitsForTheChild_StartsNoOtherAndWaitsOnce()
    {
        await using var engine = CreateEngine("trap 'say asked' TERM; say started; while :; do sleep 0.05; done");
        var running = engine.WatchAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("started");
        _fixture.Backend.Set("/app/a", "2");
        (await ReadAsync()).ShouldBe("asked");
        await _fixture.Clock.WaitForTimersDueInAsync([TimeSpan.FromSeconds(10)], Cancellation);

        await _stop.CancelAsync();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(10));

        (await running).ExitStatus.ShouldBe(0);
        _fixture.Logger.Count("did not end in time and is killed").ShouldBe(1);
        _fixture.Logger.Count("Started the child process").ShouldBe(1);
    }

    // The shell itself ends by the signal at once.
    [Fact]
    public async Task Exec_ApplicationBelowAShell_EndsBeforeTheNextOneStartsAndBeforeTheProgram()
    {
        var go = _fixture.Directory["go"];
        await using var engine = CreateEngine(
            $"(trap 'say asked; until [ -e {go} ]; do sleep 0.02; done; say stopped; exit' TERM; "
            + "say started; while :; do sleep 0.05; done); true");
        var running = engine.WatchAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("started");

        _fixture.Backend.Set("/app/a", "2");
        (await ReadAsync()).ShouldBe("asked");
        File.WriteAllText(go, "");

        (await ReadAsync()).ShouldBe("stopped");
        (await ReadAsync()).ShouldBe("started");
        File.Delete(go);
        await _stop.CancelAsync();
        (await ReadAsync()).ShouldBe("asked");
        running.IsCompleted.ShouldBeFalse();
        File.WriteAllText(go, "");
        (await ReadAsync()).ShouldBe("stopped");
        (await running).ExitStatus.ShouldBe(0);
    }

    [Fact]
    public async Task Exec_ApplicationBelowAShellDoesNotEnd_IsKilled()
    {
        await using var engine = CreateEngine(
            $"sh -c 'trap \"\" TERM; echo $$ > {_fixture.Directory["pipe"]}; "
            + "while :; do sleep 0.05; done'; true");
        var running = engine.WatchAsync(_stop.Token);
        var application = await ReadAsync();

        await _stop.CancelAsync();
        await _fixture.Clock.WaitForTimersDueInAsync([TimeSpan.FromSeconds(10)], Cancellation);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(10));

        (await running).ExitStatus.ShouldBe(0);
        _fixture.Logger.Count("did not end in time and is killed").ShouldBe(1);
        IsRunning(application!).ShouldBeFalse();
    }

    [Fact]
    public async Task Exec_ShellEndsByItselfBeforeItsApplication_EndsBoth()
    {
        var go = _fixture.Directory["go"];
        await using var engine = CreateEngine(
            "(trap 'say stopped; exit' TERM; say started; while :; do sleep 0.05; done) & "
            + $"until [ -e {go} ]; do sleep 0.02; done; exit 5");
        var running = engine.PollAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("started");

        File.WriteAllText(go, "");

        (await running).ExitStatus.ShouldBe(5);
        (await ReadAsync()).ShouldBe("stopped");
    }

    [Fact]
    public async Task Exec_RealTimeSignalPassedOn_LeavesTheChildGuarded()
    {
        await using var engine = CreateEngine(
            "trap 'say caught' 36; read -r _ _ _ _ group _ < /proc/self/stat; say $group; while :; do sleep 0.05; done");
        var running = engine.PollAsync(_stop.Token);
        var guardian = await ReadAsync();

        engine.SignalChild(36);

        (await ReadAsync()).ShouldBe("caught");
        IsRunning(guardian!).ShouldBeTrue();
        await _stop.CancelAsync();
        await running;
        _fixture.Logger.Text.ShouldNotContain("nothing would end the child process");
    }

    [Fact]
    public async Task Exec_GuardianIsKilled_IsReported()
    {
        await using var engine = CreateEngine(
            "read -r _ _ _ _ group _ < /proc/self/stat; kill -KILL $group; say started; while :; do sleep 0.05; done");
        var running = engine.PollAsync(_stop.Token);
        (await ReadAsync()).ShouldBe("started");

        await _fixture.Logger.WaitForAsync(
            "Warning If this program were killed, nothing would end the child process: its guardian has ended");

        await _stop.CancelAsync();
        (await running).ExitStatus.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        _fifo?.Dispose();
        await (_pipe?.DisposeAsync() ?? ValueTask.CompletedTask);
        _stop.Dispose();
        _fixture.Dispose();
    }

    private ConfdEngine CreateEngine(
        string command, Func<ExecOptions, ExecOptions>? configure = null, ICommandRunner? runner = null)
    {
        var pipe = _fixture.Directory["pipe"];
        var exec = new ExecOptions
        {
            Command = string.Create(CultureInfo.InvariantCulture, $"say() {{ echo \"$*\" > {pipe}; }}; {command}"),
        };
        return _fixture.CreateEngine(options => options with { Exec = configure?.Invoke(exec) ?? exec }, runner);
    }

    private static bool IsRunning(string process) =>
        File.Exists($"/proc/{process}/stat")
        && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    private async Task<string?> ReadAsync() => await _fifo!.ReadLineAsync(Cancellation).AsTask().WaitAsync(
        TimeSpan.FromSeconds(30), Cancellation);
}
