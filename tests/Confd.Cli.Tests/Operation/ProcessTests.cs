using System.Diagnostics;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Operation;

/// <summary>The native program as shells start it: without standard streams, with signals ignored.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public ProcessTests()
    {
        _folder.Write("conf.d/app.toml", $"[template]\nsrc = \"app.tmpl\"\ndest = \"{_folder["app.conf"]}\"\nkeys = [\"/\"]\n");
        _folder.Write("templates/app.tmpl", "a={{getv \"/a\"}}\n");
        _folder.Write("keys.yaml", "a: 1\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(">&-")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData(">/dev/full 2>/dev/full")]
    public void StandardStreams_ClosedOrFull_FilesAreWrittenAllTheSame(string redirections)
    {
        var (exitStatus, errors) = Run($"\"$@\" --onetime {redirections}");

        exitStatus.ShouldBe(0, errors);
        errors.ShouldBeEmpty();
        File.ReadAllText(_folder["app.conf"]).ShouldBe("a=1\n");
    }

    [Fact]
    public void StandardStreams_Closed_UsageErrorsKeepTheirStatus() => Run("\"$1\" --bogus >&- 2>&-").ExitStatus.ShouldBe(80);

    [Fact]
    public void Daemon_StartedByNohup_ReloadsOnHangup()
    {
        var (exitStatus, errors) = Run(
            "trap '' HUP; \"$@\" > \"$OUT/log\" & until grep -q 'has been updated' \"$OUT/log\"; do sleep 0.05; done; "
            + "kill -HUP $!; until grep -q 'Captured SIGHUP' \"$OUT/log\"; do sleep 0.05; done; kill -TERM $!; wait $!");

        exitStatus.ShouldBe(0, errors);
        File.ReadAllText(_folder["log"]).ShouldContain("Captured terminated. Initiating shutdown...");
    }

    [Fact]
    public void OnePass_Terminated_DiesOfTheSignal()
    {
        File.AppendAllText(_folder["conf.d/app.toml"], $"reload_cmd = \"kill -TERM $PPID; sleep 0.2; echo done > {_folder["reloaded"]}\"\n");

        Run("\"$@\" --onetime > /dev/null & wait $!").ExitStatus.ShouldBe(128 + 15);

        File.Exists(_folder["reloaded"]).ShouldBeTrue();
    }

    private (int ExitStatus, string Errors) Run(string script)
    {
        var binary = Environment.GetEnvironmentVariable("CONFD_TEST_BINARY");
        Assert.SkipWhen(string.IsNullOrEmpty(binary), "CONFD_TEST_BINARY is not set: no native program to start");
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", script, "sh", binary!, "file", "--file", _folder["keys.yaml"], "--confdir", _folder.Path, "--config-file", _folder["none.toml"]])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["OUT"] = _folder.Path;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
