using System.CommandLine;
using Confd.Cli.Signals;

namespace Confd.Cli.Tools;

/// <summary>A command that runs until a signal ends it, with exit status 0.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="once">With this option it ends by itself, so that a signal cancels it; null where there is none.</param>
internal sealed class DaemonCommand(string name, string description, Option<bool>? once = null) : Command(name, description)
{
    // Requests, deliveries and writes under way have shorter time limits of their own.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>True for a command line with which it ends by itself.</summary>
    public bool EndsByItself(ParseResult parsed) => once is not null && parsed.GetValue(once);

    /// <summary>Runs the work of such a command until it is done, or a signal or the token ends it.</summary>
    /// <param name="host">The source of signals.</param>
    /// <param name="run">The work.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="reload">Called on SIGHUP, which otherwise has no effect.</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(
        CliHost host, Func<CancellationToken, Task<int>> run, CancellationToken cancellationToken, Action? reload = null)
    {
        // Caught until the process has ended: a second signal must not turn a successful end into a failure.
        var signalled = new SignalledRun(host, host.ListenToSignals(), Limit)
        {
            // On another thread: files may be on a mount that hangs.
            Reload = () => reload is null ? Task.CompletedTask : Task.Run(reload),
        };
        var (status, _) = await signalled.RunAsync(run, cancellationToken);
        return status;
    }
}
