using System.Runtime.InteropServices;
using Confd.Cli.Logging;
using Confd.Cli.Operation;
using Confd.Engine.Commands;

namespace Confd.Cli;

/// <summary>What the program sees of the world around it; tests give it another one.</summary>
internal sealed record CliHost
{
    /// <summary>Takes logs, help and diffs. Not buffered: what is written is out.</summary>
    public required Stream Output { get; init; }

    /// <summary>Takes usage errors and the final message.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Looks an environment variable up; null where it does not exist.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Who the log lines name.</summary>
    public required LogOrigin Origin { get; init; }

    /// <summary>Starts to catch signals.</summary>
    public required Func<SignalQueue> ListenToSignals { get; init; }

    /// <summary>Starts to catch signals, for a run that is to end by itself.</summary>
    public Func<SignalQueue> ListenUnlessIgnored { get; init; } = SignalQueue.Silent;

    /// <summary>Ends the program by a signal that was caught.</summary>
    public Action<PosixSignal> EndBySignal { get; init; } = _ => { };

    /// <summary>The columns of help pages; asked only where one is shown.</summary>
    public Func<int> HelpWidth { get; init; } = () => CommandLine.HelpPage.DefaultWidth;

    /// <summary>This process.</summary>
    public static CliHost Process() => new()
    {
        Output = Console.OpenStandardOutput(),
        Error = Console.Error,
        Variable = ProcessEnvironment.Find,
        Clock = TimeProvider.System,
        Origin = LogOrigin.Current,
        ListenToSignals = SignalQueue.Listen,
        ListenUnlessIgnored = SignalQueue.ListenUnlessIgnored,
        EndBySignal = PosixProcess.EndBy,
        HelpWidth = TerminalWidth,
    };

    private static int TerminalWidth()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns > 0)
        {
            return columns;
        }

        return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? CommandLine.HelpPage.DefaultWidth : Console.WindowWidth;
    }
}
