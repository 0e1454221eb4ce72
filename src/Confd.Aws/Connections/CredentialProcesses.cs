using System.Diagnostics;

namespace Confd.Aws.Connections;

/// <summary>Runs the commands of <c>credential_process</c>.</summary>
public static class CredentialProcesses
{
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

    /// <summary>Runs a command with the system's shell. With the end of its wait it is killed, and all that it has started.</summary>
    /// <param name="command">As in a profile.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its exit status and what it wrote.</returns>
    internal static async Task<(int ExitStatus, string Output, string Errors)> RunAsync(
        string command, CancellationToken cancellationToken)
    {
        using var process = Start(command);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(cancellationToken)).WaitAsync(cancellationToken)
                .ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
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

    private static Process Start(string command)
    {
        var start = new ProcessStartInfo
        {
            FileName = OperatingSystem.IsWindows() ? "cmd.exe" : "sh",
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
