using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>The program under test in a session of its own, its output in files.</summary>
internal sealed partial class ScenarioProcess : IDisposable
{
    private const int SigKill = 9;
    private static readonly Dictionary<string, int> Signals = new()
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["ABRT"] = 6, ["KILL"] = 9, ["USR1"] = 10, ["SEGV"] = 11, ["USR2"] = 12, ["TERM"] = 15,
    };

    // The shell sets umask and files, then becomes the program, so that the process id stays.
    private const string Launcher = "output=$1; errors=$2; shift 2; umask 022; exec setsid \"$@\" >\"$output\" 2>\"$errors\" </dev/null";

    private readonly Process _process;

    public ScenarioProcess(IEnumerable<string> command, string folder, string output, string errors, IReadOnlyDictionary<string, string> variables)
    {
        OutputPath = output;
        ErrorPath = errors;
        var start = new ProcessStartInfo("/bin/sh", ["-c", Launcher, "sh", output, errors, .. command]) { WorkingDirectory = folder };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        // Made here, so that they can be read at once.
        File.WriteAllBytes(output, []);
        File.WriteAllBytes(errors, []);
        _process = Process.Start(start)!;
    }

    public string OutputPath { get; }

    public string ErrorPath { get; }

    public bool IsAlive => !_process.HasExited;

    public void Signal(string name) => _ = kill(_process.Id, Signals[name]);

    /// <summary>Kills the session, whatever of it is left.</summary>
    public void Kill() => _ = kill(-_process.Id, SigKill);

    /// <summary>The exit status, or <c>sig:NAME</c>; null after the time limit.</summary>
    public async Task<JsonNode?> WaitAsync(TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            Kill();
        }

        // .NET shows a death by signal as 128 plus its number; no scenario ends with such a status by itself.
        var signal = Signals.FirstOrDefault(each => each.Value + 128 == _process.ExitCode).Key;
        return signal is null ? JsonValue.Create(_process.ExitCode) : JsonValue.Create("sig:" + signal);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int process, int signal);
}
