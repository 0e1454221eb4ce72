using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests;

/// <summary>The program as a process: what it owes when it dies, and what names of keys cannot make it do.</summary>
public sealed class StateFolderTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task Run_KilledByItsReloadCommand_NextRunReloads()
    {
        _folder.Write("keys.yaml", "a: 1\n");
        Write("a", "keys = [\"/\"]", $"echo told >> {_folder["told"]}; test -e {_folder["once"]} || {{ touch {_folder["once"]}; kill -9 $PPID; }}", _folder["a.conf"]);

        (await RunAsync()).ExitStatus.ShouldBe(137);
        File.Exists(_folder["a.conf"]).ShouldBeTrue();
        var second = await RunAsync();
        var third = await RunAsync();

        second.ExitStatus.ShouldBe(0, second.Output);
        second.Output.ShouldContain("Running the pending reload for");
        third.Output.ShouldNotContain("pending");
        File.ReadAllLines(_folder["told"]).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Run_StateFolderCannotBeUsed_WorksWithOneWarning()
    {
        _folder.Write("keys.yaml", "a: 1\n");
        _folder.Write("state", "a file in the folder's place");
        Write("a", "keys = [\"/\"]", "true", _folder["a.conf"]);
        Write("b", "keys = [\"/\"]", "true", _folder["b.conf"]);

        var run = await RunAsync();

        run.ExitStatus.ShouldBe(0, run.Output);
        run.Output.Split('\n').Count(line => line.Contains("WARN", StringComparison.Ordinal)).ShouldBe(1, run.Output);
        run.Output.ShouldContain($"Cannot use the state folder {_folder["state"]}: it is no folder");
    }

    [Fact]
    public async Task Run_NamesOfShellCode_RunNothing()
    {
        _folder.Write("keys.json", "{\"tenants\":{\"x;id>PWNED;\":{\"host\":\"h\"},\"x';id>PWNED;'\":{\"host\":\"h\"},\"$(id>PWNED)\":{\"host\":\"h\"},\"ok\":{\"host\":\"h\"}}}");
        Write("t", "for_each = \"/tenants\"\ncheck_cmd = \"cd " + _folder.Path + "; test -s '{{.src}}' && test -s {{.src}}\"", "cd " + _folder.Path + "; ls {{.dest}}", _folder["{{.Name}}.conf"]);

        var run = await RunAsync("keys.json");

        run.ExitStatus.ShouldBe(0, run.Output);
        Directory.GetFiles(_folder.Path, "PWNED").ShouldBeEmpty();
        Directory.GetFiles(_folder.Path, "*.conf").Length.ShouldBe(4);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string settings, string reload, string destination)
    {
        _folder.Write("templates/t.tmpl", "text\n");
        _folder.Write($"conf.d/{name}.toml", $"[template]\nsrc = \"t.tmpl\"\ndest = \"{destination}\"\n{settings}\nreload_cmd = \"{reload}\"\n");
    }

    private async Task<(int ExitStatus, string Output)> RunAsync(string keys = "keys.yaml")
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        Assert.SkipWhen(string.IsNullOrEmpty(binary), "CONFD_TEST_BINARY is not set: no program to run");
        var start = new ProcessStartInfo(
            binary!, ["--confdir", _folder.Path, "--config-file", _folder["none.toml"], "--onetime", "file", "--file", _folder[keys]])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["CONFD_STATE_DIR"] = _folder["state"];
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
