using System.CommandLine;
using Confd.Cli.Signals;

namespace Confd.Cli.Tools;

/// <summary>A command that runs until a signal ends it, and then with 0.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="once">Where this option is given, it ends by itself, so that a signal breaks it off; null where there is none.</param>
internal sealed class DaemonCommand(string name, string description, Option<bool>? once = null) : Command(name, description)
{
    // Requests, deliveries and writes under way have times of their own, all of them shorter.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>True where a line that names it asks for what ends by itself.</summary>
    public bool EndsByItself(ParseResult parsed) => once is not null && parsed.GetValue(once);

    /// <summary>Runs the work of such a command until it is done, a signal ends it, or the token does.</summary>
    /// <param name="host">Where signals come from.</param>
    /// <param name="run">What is run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="reload">Done on SIGHUP, which otherwise has no effect.</param>
    /// <returns>The exit status.</returns>
    public static async Task<int> RunAsync(
        CliHost host, Func<CancellationToken, Task<int>> run, CancellationToken cancellationToken, Action? reload = null)
    {
        // Caught until the process has ended: a second one must make no failure of a good end.
        var signalled = new SignalledRun(host, host.ListenToSignals(), Limit)
        {
            // Elsewhere: files may lie on a mount that hangs.
            Reload = () => reload is null ? Task.CompletedTask : Task.Run(reload),
        };
        var (status, _) = await signalled.RunAsync(run, cancellationToken);
        return status;
    }
}
