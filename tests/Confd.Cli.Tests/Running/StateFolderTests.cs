using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Running;

/// <summary>The program as a process: reloads left pending when it dies, and what names of keys cannot make it do.</summary>
public sealed class StateFolderTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task Run_KilledByItsReloadCommand_NextRunReloads()
    {
        _folder.Write("keys.yaml", "a: 1\n");
        Write(
            "a",
            "keys = [\"/\"]",
            $"echo told >> {_folder["told"]}; test -e {_folder["once"]} || {{ touch {_folder["once"]}; kill -9 $PPID; }}",
            _folder["a.conf"]);

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
        run.Output.Split('\n').Where(line => line.Contains("state folder", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldContain($"WARN Cannot use the state folder {_folder["state"]}: it is not a folder");
    }

    [Fact]
    public async Task Write_BeforeTheFileIsReplaced_IsOnTheDisk()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed");
        _folder.Write("keys.yaml", "a: 1\n");
        _folder.Write("state/.keep", "");
        File.SetUnixFileMode(_folder["state"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Write("a", "keys = [\"/\"]", "true", _folder["a.conf"]);

        var run = await RunAsync(
            "keys.yaml", "/usr/bin/strace", "-f", "-y", "-e", "trace=rename,renameat,renameat2,fsync", "-o", _folder["calls"]);

        Assert.SkipWhen(run.Output.Contains("ptrace", StringComparison.Ordinal), "processes may not be traced here");
        run.ExitStatus.ShouldBe(0, run.Output);
        var calls = File.ReadAllLines(_folder["calls"]).ToList();
        var named = calls.FindIndex(
            call => call.Contains("rename", StringComparison.Ordinal) && call.Contains("/state/reload-", StringComparison.Ordinal));
        var written = calls.FindIndex(
            call => call.Contains($"fsync(", StringComparison.Ordinal) && call.Contains("/state", StringComparison.Ordinal));
        var listed = calls.FindIndex(
            named, call => call.Contains("fsync(", StringComparison.Ordinal) && call.Contains("/state>", StringComparison.Ordinal));
        var replaced = calls.FindIndex(call => // through its held folder
            call.Contains("rename", StringComparison.Ordinal) && call.Contains("/a.conf\"", StringComparison.Ordinal));
        new[] { written, named, listed, replaced }.ShouldBeInOrder();
        written.ShouldBeGreaterThanOrEqualTo(0, string.Join('\n', calls));
        listed.ShouldBeGreaterThan(named, string.Join('\n', calls));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    public async Task Run_StateFolderThatOthersCanWriteTo_IsNotUsed(UnixFileMode right)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: groups of others");
        _folder.Write("keys.yaml", "a: 1\n");
        _folder.Write("state/.keep", "");
        using (var chgrp = Process.Start("chgrp", ["54321", _folder["state"]]))
        {
            await chgrp.WaitForExitAsync(Cancellation);
        }

        File.SetUnixFileMode(_folder["state"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | right);
        Write("a", "keys = [\"/\"]", "kill -9 $PPID", _folder["a.conf"]);
        await RunAsync();

        Directory.GetFiles(_folder["state"], "*.json").ShouldBeEmpty();

        // Of a program that is killed the last lines of its log may be lost.
        File.Delete(_folder["a.conf"]);
        Write("a", "keys = [\"/\"]", "true", _folder["a.conf"]);
        (await RunAsync()).Output.ShouldContain("others can write to it");
    }

    [Fact]
    public async Task Run_StateFolderIsFull_WorksWithOneWarning()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: to mount a small file system");
        _folder.Write("keys.yaml", "a: 1\n");
        Directory.CreateDirectory(_folder["small"]);
        foreach (var name in new[] { "a", "b", "c" })
        {
            Write(name, "keys = [\"/\"]", "true", _folder[$"{name}.conf"]);
        }

        using (var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", _folder["small"]]))
        {
            await mount.WaitForExitAsync(Cancellation);
            Assert.SkipUnless(mount.ExitCode == 0, "nothing may be mounted here");
        }

        try
        {
            File.WriteAllText(_folder["small/fill"], new string('x', 4096));
            Directory.CreateSymbolicLink(_folder["state"], _folder["small/state"]);
            Directory.CreateDirectory(_folder["small/state"]);
            File.SetUnixFileMode(_folder["small/state"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            var run = await RunAsync();

            run.ExitStatus.ShouldBe(0, run.Output);
            run.Output.Split('\n').Where(line => line.Contains("no space left on device", StringComparison.Ordinal)).ShouldHaveSingleItem()
                .ShouldContain(" WARN ");
        }
        finally
        {
            using var unmount = Process.Start("umount", [_folder["small"]]);
            await unmount.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Run_NamesOfShellCode_RunNothing()
    {
        _folder.Write(
            "keys.json",
            """
            {"tenants":{"x;id>PWNED;":{"host":"h"},"x';id>PWNED;'":{"host":"h"},"$(id>PWNED)":{"host":"h"},"ok":{"host":"h"}}}
            """);
        Write(
            "t",
            "for_each = \"/tenants\"\ncheck_cmd = \"cd " + _folder.Path + "; test -s '{{.src}}' && test -s {{.src}}\"",
            "cd " + _folder.Path + "; ls {{.dest}}",
            _folder["{{.Name}}.conf"]);

        var run = await RunAsync("keys.json");

        run.ExitStatus.ShouldBe(0, run.Output);
        Directory.GetFiles(_folder.Path, "PWNED").ShouldBeEmpty();
        Directory.GetFiles(_folder.Path, "*.conf").Length.ShouldBe(4);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string settings, string reload, string destination)
    {
        _folder.Write("templates/t.tmpl", "text\n");
        _folder.Write(
            $"conf.d/{name}.toml", $"[template]\nsrc = \"t.tmpl\"\ndest = \"{destination}\"\n{settings}\nreload_cmd = \"{reload}\"\n");
    }

    private async Task<(int ExitStatus, string Output)> RunAsync(string keys = "keys.yaml", params string[] tracer)
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        Assert.SkipWhen(string.IsNullOrEmpty(binary), "CONFD_TEST_BINARY is not set: no program to run");
        var start = new ProcessStartInfo(
            tracer.Length > 0 ? tracer[0] : binary!,
            [
                .. tracer.Length > 0 ? [.. tracer[1..], binary!] : Array.Empty<string>(),
                "--confdir",
                _folder.Path,
                "--config-file",
                _folder["none.toml"],
                "--onetime",
                "file",
                "--file",
                _folder[keys],
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["CONFD_STATE_DIR"] = _folder["state"];
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, output);
    }
}
