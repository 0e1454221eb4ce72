using System.Diagnostics;

namespace Confd.Aws.Connections;

/// <summary>Runs the commands of <c>credential_process</c>.</summary>
public static class CredentialProcesses
{
    // For what a command that has ended wrote last; a process that it started may hold its pipes open for ever.
    private static readonly TimeSpan MaxPipeTime = TimeSpan.FromSeconds(1);

    private static readonly HashSet<Process> Running = [];
    private static bool _killsAtExit;

    /// <summary>Kills all that are running: for programs that end without .NET's own events, as by a signal.</summary>
    public static void KillAll()
    {
        lock (Running)
        {
            foreach (var process in Running)
            {
                Kill(process);
            }
        }
    }

    /// <summary>Runs a command with the system's shell. If it still runs at the end of the wait, it is killed with all that it has
    /// started.</summary>
    /// <param name="command">As in a profile.</param>
    /// <param name="clock">Limits the wait for what it wrote, once it has ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its exit status and what it wrote; null where a process that it started and that outlives it holds its pipes
    /// open.</returns>
    internal static async Task<(int ExitStatus, string? Output, string? Errors)> RunAsync(
        string command, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var process = Start(command);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            await Task.WhenAll((Task)output, errors).WaitAsync(MaxPipeTime, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            return (process.ExitCode, await WrittenAsync(output).ConfigureAwait(false), await WrittenAsync(errors).ConfigureAwait(false));
        }
        finally
        {
            lock (Running)
            {
                Running.Remove(process);
                Kill(process);
            }
        }
    }

    private static async Task<string?> WrittenAsync(Task<string> reading) =>
        reading.IsCompleted ? await reading.ConfigureAwait(false) : null;

    private static Process Start(string command)
    {
        var start = new ProcessStartInfo
        {
            FileName = OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "cmd.exe") : "/bin/sh",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        if (OperatingSystem.IsWindows())
        {
            // Has rules of its own for quotes.
            start.Arguments = $"/c {command}";
        }
        else
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(command);
        }

        var process = new Process { StartInfo = start };
        process.Start();
        lock (Running)
        {
            if (!_killsAtExit)
            {
                AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
                _killsAtExit = true;
            }

            Running.Add(process);
        }

        return process;
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception exception) when (exception is SystemException or AggregateException)
        {
            // It has ended in the meantime, or runs with rights that this program lacks.
        }
    }
}
