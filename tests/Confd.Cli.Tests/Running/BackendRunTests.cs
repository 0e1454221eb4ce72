using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Confd.Backends;
using Confd.Cli.CommandLine;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Running;

/// <summary>The program with the file backend, in this process: modes, start-up order, the end of daemons.</summary>
public sealed class BackendRunTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly TempDirectory _folder = new();

    public BackendRunTests()
    {
        _folder.Write("conf.d/app.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["app.conf"]}\"\nkeys = [\"/app\"]\n");
        _folder.Write("templates/app.tmpl", "a={{getv \"/app/a\"}}\n");
        _folder.Write("keys.yaml", "app:\n  a: secret-1\n");
    }

    private string Log => string.Join('\n', _host.Output.Split('\n').Select(line => line.Split(": ", 2)[^1]));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Onetime_File_IsRenderedAndLoggedInOrder()
    {
        (await RunAsync("--onetime", "--log-level", "debug")).ShouldBe(0, _host.Error);

        File.ReadAllText(_folder["app.conf"]).ShouldBe("a=secret-1\n");
        Log.ShouldStartWith("INFO Starting confd\nINFO Backend set to file\nDEBUG Template cache enabled with stat TTL 1s\n");
        Log.ShouldContain("has been updated");
        _host.Output.ShouldNotContain("secret-1");
    }

    // The first exception makes the runtime read its tables for unwinding: 0.6 MB of memory and a tenth of a millisecond.
    [Theory]
    [InlineData(null)]
    [InlineData("app.conf")]
    public async Task Onetime_NothingFails_ThrowsNothing(string? present)
    {
        if (present is not null)
        {
            _folder.Write(present, "a=old\n");
        }

        var isOurs = new AsyncLocal<bool>();
        var thrown = new ConcurrentQueue<string>();
        void Note(object? sender, FirstChanceExceptionEventArgs failure)
        {
            if (isOurs.Value)
            {
                thrown.Enqueue(failure.Exception.ToString());
            }
        }

        AppDomain.CurrentDomain.FirstChanceException += Note;
        try
        {
            isOurs.Value = true;
            (await RunAsync("--onetime")).ShouldBe(0, _host.Error);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Note;
        }

        thrown.ShouldBeEmpty();
        File.ReadAllText(_folder["app.conf"]).ShouldBe("a=secret-1\n");
    }

    [Fact]
    public async Task Onetime_BrokenTemplate_EndsWithItsPlace()
    {
        _folder.Write("templates/app.tmpl", "a={{getv \"/app/none\"}}\n");

        (await RunAsync("--onetime")).ShouldBe(1);

        _host.Error.ShouldBe(
            $"confd: error: {_folder["app.conf"]}: template: app.tmpl:1:4: executing \"app.tmpl\" at <getv \"/app/none\">: "
            + "error calling getv: key does not exist: /app/none\n");
    }

    [Fact]
    public async Task Noop_WithDiff_PrintsADiffBetweenTheLogLines()
    {
        _folder.Write("app.conf", "a=old\n");

        (await RunAsync("--onetime", "--noop", "--diff", "--color")).ShouldBe(0, _host.Error);

        File.ReadAllText(_folder["app.conf"]).ShouldBe("a=old\n");
        _host.Output.ShouldContain("\u001b[36m@@ -1 +1 @@\u001b[0m\n\u001b[31m-a=old\u001b[0m\n\u001b[32m+a=secret-1\u001b[0m\n");
    }

    [Theory]
    [InlineData(true, "+a=x\\x1b[2J\t\\u202ey\\r\n")]
    [InlineData(false, "+a=x\u001b[2J\t\u202ey\r\n")]
    public async Task Noop_DiffOfValuesWithTerminalEscapes_EscapesThem(bool isTerminal, string expected)
    {
        _host.WritesToTerminal = isTerminal;
        _folder.Write("app.conf", "a=old\n");
        _folder.Write("keys.yaml", "app:\n  a: \"x\\e[2J\\t\\u202ey\\r\"\n");

        (await RunAsync("--onetime", "--noop", "--diff")).ShouldBe(0, _host.Error);

        _host.Output.ShouldContain(expected);
    }

    [Theory]
    [InlineData("--debounce", "soon", "invalid debounce duration \"soon\": time: invalid duration \"soon\"")]
    [InlineData("--batch-interval", "5", "invalid batch-interval duration \"5\": time: missing unit in duration \"5\"")]
    public async Task LateDuration_Malformed_IsFoundAfterTheStart(string flag, string value, string message)
    {
        (await RunAsync("--onetime", flag, value)).ShouldBe(1);

        _host.Error.ShouldBe($"confd: error: {message}\n");
        Log.ShouldStartWith("INFO Starting confd\n");
    }

    [Fact]
    public async Task LateDuration_MalformedInTheFile_NamesItsPlace()
    {
        var file = _folder.Write("confd.toml", "\ndebounce = \"soon\"\n");

        (await RunAsync("--onetime")).ShouldBe(1);

        _host.Error.ShouldBe($"confd: error: invalid debounce duration \"soon\": time: invalid duration \"soon\" ({file}:2:12)\n");
    }

    [Theory]
    [InlineData("--dial-timeout=-1s")]
    [InlineData("--dial-timeout=0")]
    public async Task Onetime_NoDialTimeoutAndFlagsOfATable_IsNotAnOptionError(string dialTimeout)
    {
        _host.Variables["AWS_ACCESS_KEY_ID"] = "key";
        const string Flags = "[flags]\ntable = \"flags\"\ncontext = { key = \"k\" }";
        _folder.Write("conf.d/0.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["0.conf"]}\"\nkeys = [\"/app\"]\n{Flags}\n");

        (await RunAsync("--onetime", dialTimeout, "--backend-timeout", "1s")).ShouldBe(1);

        _host.Error.ShouldNotContain("unexpected");
    }

    [Theory]
    [InlineData("[flags]\nfile = \"x\\u0000y\"\ncontext = { key = \"k\" }")]
    [InlineData("[flags]\nfile = \"\\u0000\"\ncontext = { key = \"k\" }")]
    [InlineData("[flags]\ntable = \"x\\u0000y\"\ncontext = { key = \"k\" }")]
    [InlineData("[backend]\nbackend = \"file\"\nfile = [\"x\\u0000y\"]")]
    public async Task Onetime_NameThatNothingCanHave_FailsItsResourceOnly(string section)
    {
        _host.Variables["AWS_ACCESS_KEY_ID"] = "key";
        _folder.Write("conf.d/0.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["0.conf"]}\"\nkeys = [\"/app\"]\n{section}\n");

        (await RunAsync("--onetime", "--dial-timeout", "1s", "--backend-timeout", "1s")).ShouldBe(1);

        File.ReadAllText(_folder["app.conf"]).ShouldBe("a=secret-1\n");
        File.Exists(_folder["0.conf"]).ShouldBeFalse();
        _host.Error.ShouldStartWith("confd: error: ");
        _host.Error.ShouldNotContain("internal error");
        _host.Error.ShouldNotContain('\0');
    }

    [Fact]
    public async Task FailureMode_MalformedInTheFile_IsFoundAfterTheStart()
    {
        _folder.Write("confd.toml", "failure_mode = \"never\"");

        (await RunAsync("--onetime")).ShouldBe(1);

        _host.Error.ShouldBe(
            $"confd: error: invalid failure mode: never (must be 'best-effort' or 'fail-fast') ({_folder["confd.toml"]}:1:16)\n");
    }

    [Theory]
    [InlineData("--onetime")]
    [InlineData("--noop")]
    public async Task Exec_RunThatWritesNoFiles_IsRefused(string flag)
    {
        (await RunAsync(flag, "--exec", "exit 0")).ShouldBe(1);

        _host.Error.ShouldEndWith($": it cannot be used with {flag}\n");
    }

    [Fact]
    public async Task Daemon_IntervalBelowOne_IsAUsageErrorButFineForOnePass()
    {
        (await RunAsync("--interval", "0")).ShouldBe(80);
        _host.Error.ShouldBe("confd: error: --interval: must be at least 1 second but got 0\n");

        (await RunAsync("--interval", "0", "--onetime")).ShouldBe(0);
    }

    // The original watches whatever the interval is: a service must still start after the change of programs.
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9223372037")]
    public async Task Watch_IntervalThatCannotBeUsed_IsAWarning(string interval)
    {
        var running = RunAsync("--watch", $"--interval={interval}");
        await _host.WaitForAsync("has been updated");
        _host.Signals.Post(PosixSignal.SIGTERM);

        (await running).ShouldBe(0, _host.Error);
        Log.ShouldContain($"WARN --interval {interval} cannot be used: what cannot be watched is polled every 10m0s");
    }

    [Fact]
    public async Task Daemon_IntervalBeyondWhatGoHolds_IsAUsageErrorAndAnythingBelowIsTaken()
    {
        (await RunAsync("--interval", "9223372037")).ShouldBe(80);
        _host.Error.ShouldBe("confd: error: --interval: must be at most 9223372036 seconds but got 9223372037\n");

        var running = RunAsync("--interval", "9223372036");
        await _host.WaitForAsync("has been updated");
        await _host.Clock.WaitForTimersAsync(1, Cancellation);
        _host.Signals.Post(PosixSignal.SIGTERM);
        (await running).ShouldBe(0, _host.Error);
    }

    [Fact]
    public async Task Duration_LongerThanTimersAllow_IsAnErrorThatNamesItsOption()
    {
        foreach (var option in Options.Global.Where(option => option.Kind == OptionKind.Duration))
        {
            var host = new CapturedHost();

            (await host.RunAsync("env", "--onetime", $"--{option.Name}", "577h")).ShouldBe(80);

            host.Error.ShouldContain($"--{option.Name}");
            host.Error.ShouldContain("\"577h\": longer than 576h0m0s (24 days)");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Daemon_Terminated_EndsInPhases(bool hasServer)
    {
        string[] server = hasServer ? ["--metrics-addr", "127.0.0.1:0"] : [];
        var running = RunAsync([.. server]);
        await _host.WaitForAsync("has been updated");

        _host.Signals.Post(PosixSignal.SIGTERM);

        (await running.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(0);
        var phase1 = hasServer ? "INFO Phase 1: Shutting down metrics server\nINFO Metrics server shut down successfully\n" : "";
        Log.ShouldEndWith(
            "INFO Captured terminated. Initiating shutdown...\nINFO Starting graceful shutdown (timeout: 30s)\n" + phase1
            + "INFO Phase 2: Closing backend connections\nINFO Backend connections closed successfully\n"
            + "INFO Graceful shutdown completed\n");
    }

    [Fact]
    public async Task Daemon_Hup_ReadsResourcesAgain()
    {
        var running = RunAsync("--interval", "3600");
        await _host.WaitForAsync("app.conf has been updated");
        _folder.Write("conf.d/b.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["b.conf"]}\"\nkeys = [\"/app\"]\n");

        _host.Signals.Post(PosixSignal.SIGHUP);
        await _host.WaitForAsync("b.conf has been updated");
        _host.Signals.Post(PosixSignal.SIGINT);

        (await running.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(0);
        File.ReadAllText(_folder["b.conf"]).ShouldBe("a=secret-1\n");
    }

    [Fact]
    public async Task Daemon_NothingLoadable_EndsWithAnError()
    {
        _folder.Write("conf.d/app.toml", "[");

        (await RunAsync()).ShouldBe(1);

        Log.ShouldContain("ERROR Failed to load any template resources: cannot process template resource");
    }

    [Fact]
    public async Task Preflight_FileMissing_NamesIt()
    {
        File.Delete(_folder["keys.yaml"]);

        (await RunAsync("--preflight")).ShouldBe(1);

        var path = _folder["keys.yaml"];
        _host.Error.ShouldBe(
            $"confd: error: global backend connectivity failed: file not accessible: {path}: stat {path}: no such file or directory\n");
        Log.ShouldContain("ERROR Backend health check failed backend=file file_count=1 ");
    }

    [Theory]
    [InlineData("--srv-record", "_file._tcp.invalid.", "_file._tcp.invalid.")]
    [InlineData("--srv-domain", "invalid", "_file._tcp.invalid.")]
    public async Task SrvRecord_NotFound_EndsTheProgram(string flag, string value, string record)
    {
        (await RunAsync("--onetime", flag, value)).ShouldBe(1);

        Log.ShouldBe($"INFO SRV record set to {record}\n");
        _host.Error.ShouldStartWith($"confd: error: cannot get nodes from SRV records: lookup {record}: ");
    }

    [Fact]
    public async Task ResourceBackend_NotServed_IsRefusedByName()
    {
        _folder.Write(
            "conf.d/app.toml",
            $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["app.conf"]}\"\nkeys = []\n[backend]\nbackend = \"mysql\"\n");

        (await RunAsync("--onetime")).ShouldBe(1);

        _host.Error.ShouldContain("cannot create backend client for");
        _host.Error.ShouldContain("invalid backend \"mysql\": this build serves");
    }

    private Task<int> RunAsync(params string[] arguments) => _host.RunAsync(
        ["file", "--file", _folder["keys.yaml"], "--confdir", _folder.Path, "--config-file", _folder["confd.toml"], .. arguments]);
}
