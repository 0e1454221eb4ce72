using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Confd.Cli.Tests.Scenarios;

/// <summary>The program under test in a session of its own, its output in files.</summary>
internal sealed class ScenarioProcess : IDisposable
{
    private static readonly Dictionary<string, int> Signals = new()
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["ABRT"] = 6,
        ["KILL"] = 9,
        ["USR1"] = 10,
        ["SEGV"] = 11,
        ["USR2"] = 12,
        ["TERM"] = 15,
    };

    private readonly Process _process;
    private readonly CapturedOutput _output;
    private readonly CapturedOutput _error;

    public ScenarioProcess(IEnumerable<string> command, string folder, IReadOnlyDictionary<string, string> variables)
    {
        // No shell in between: shells drop variables whose names they cannot read.
        var start = new ProcessStartInfo("setsid", command)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _output = new CapturedOutput(_process.StandardOutput.BaseStream);
        _error = new CapturedOutput(_process.StandardError.BaseStream);
    }

    /// <summary>What was written to standard output so far.</summary>
    public byte[] Output => _output.Bytes;

    /// <summary>What was written to standard error so far.</summary>
    public byte[] Error => _error.Bytes;

    public bool IsAlive => !_process.HasExited;

    public void Signal(string name) => SendSignal(name, $"{_process.Id}");

    /// <summary>Kills the session, whatever of it is left.</summary>
    public void Kill() => SendSignal("KILL", $"-{_process.Id}");

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

        await Task.WhenAll(_output.Completion, _error.Completion).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

        // .NET shows a death by signal as 128 plus its number; no scenario ends with such a status by itself.
        var signal = Signals.FirstOrDefault(each => each.Value + 128 == _process.ExitCode).Key;
        return signal is null ? JsonValue.Create(_process.ExitCode) : JsonValue.Create("sig:" + signal);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private static void SendSignal(string name, string target)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", ["-s", name, "--", target]) { RedirectStandardError = true, UseShellExecute = false })!;
        kill.WaitForExit();
    }
}
