using System.Runtime.InteropServices;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Running;

/// <summary>Signals while <c>--onetime</c> is at work, with a real command that ends when the test lets it.</summary>
public sealed class OnePassTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly TempDirectory _folder = new();

    public OnePassTests()
    {
        _folder.Write("templates/app.tmpl", "a={{getv \"/a\"}}\n");
        _folder.Write("keys.yaml", "a: 1\n");
        _folder.Write("gate", "");
        _folder.Write(
            "conf.d/a.toml",
            Resource("a.conf")
                + $"reload_cmd = \"while test -e {_folder["gate"]}; do sleep 0.01; done; echo done > {_folder["reloaded"]}\"\n");
        _folder.Write("conf.d/b.toml", Resource("b.conf"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PosixSignal.SIGTERM, 143, "terminated")]
    [InlineData(PosixSignal.SIGINT, 130, "interrupt")]
    [InlineData(PosixSignal.SIGHUP, 129, "hangup")]
    public async Task Signal_WhileACommandRuns_FinishesTheResourceAndEndsByTheSignal(PosixSignal signal, int exitStatus, string name)
    {
        var running = RunAsync();
        await _host.WaitForAsync("Starting command execution");

        _host.Signals.Post(signal);
        await _host.WaitForAsync($"Captured {name}. Initiating shutdown...");
        File.Delete(_folder["gate"]);

        (await running.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(exitStatus);
        _host.EndedBy.ShouldBe(signal);
        _host.Error.ShouldBeEmpty();
        File.ReadAllText(_folder["a.conf"]).ShouldBe("a=1\n");
        File.Exists(_folder["reloaded"]).ShouldBeTrue();
        File.Exists(_folder["b.conf"]).ShouldBeFalse();
    }

    // As service managers send it: to all processes of a service.
    [Theory]
    [InlineData("check_cmd", 0)]
    [InlineData("reload_cmd", 1)]
    public async Task Signal_ReachesTheCommandToo_EndsByTheSignalAndRemembersTheReload(string setting, int notes)
    {
        _folder.Write(
            "conf.d/a.toml",
            Resource("a.conf") + $"{setting} = \"while test -e {_folder["gate"]}; do sleep 0.01; done; kill -TERM $$\"\n");
        var running = RunAsync("--state-dir", _folder["state"]);
        await _host.WaitForAsync("Starting command execution");

        _host.Signals.Post(PosixSignal.SIGTERM);
        await _host.WaitForAsync("Captured terminated. Initiating shutdown...");
        File.Delete(_folder["gate"]);

        (await running.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(143);
        _host.EndedBy.ShouldBe(PosixSignal.SIGTERM);
        File.Exists(_folder["a.conf"]).ShouldBe(setting == "reload_cmd");
        (Directory.Exists(_folder["state"]) ? Directory.GetFiles(_folder["state"], "reload-*").Length : 0).ShouldBe(notes);
    }

    [Fact]
    public async Task Signal_CommandOutlivesTheShutdownTimeout_IsKilledAndTheFileIsWhole()
    {
        // Not the time of any other timer.
        var patience = TimeSpan.FromSeconds(7);
        var running = RunAsync("--shutdown-timeout", "7s");
        await _host.WaitForAsync("Starting command execution");

        _host.Signals.Post(PosixSignal.SIGTERM);
        await _host.WaitForAsync("Captured terminated. Initiating shutdown...");
        await _host.Clock.WaitForTimersDueInAsync([patience], Cancellation);
        _host.Clock.Advance(patience);

        (await running.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(143);
        _host.Output.ShouldContain("Command cancelled");
        File.ReadAllText(_folder["a.conf"]).ShouldBe("a=1\n");
        File.Exists(_folder["reloaded"]).ShouldBeFalse();
        Directory.GetFiles(_folder.Path, ".*").ShouldBeEmpty();
    }

    [Fact]
    public async Task NoSignal_EndsWithTheStatusOfTheRun()
    {
        File.Delete(_folder["gate"]);

        (await RunAsync()).ShouldBe(0, _host.Error);

        _host.EndedBy.ShouldBeNull();
        File.ReadAllText(_folder["b.conf"]).ShouldBe("a=1\n");
    }

    private string Resource(string destination) => $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder[destination]}\"\nkeys = [\"/\"]\n";

    private Task<int> RunAsync(params string[] arguments) => _host.RunAsync(
    [
        "file", "--file", _folder["keys.yaml"], "--confdir", _folder.Path, "--config-file", _folder["confd.toml"],
        "--onetime", "--log-level", "debug", .. arguments,
    ]);
}
