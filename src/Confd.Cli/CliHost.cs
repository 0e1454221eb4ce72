using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Confd.Cli.Logging;
using Confd.Cli.Operation;
using Confd.Cli.Signals;
using Confd.Engine.Posix;

namespace Confd.Cli;

/// <summary>The program's access to its environment; tests replace it.</summary>
internal sealed record CliHost
{
    /// <summary>Receives logs, help and diffs. Not buffered.</summary>
    public required Stream Output { get; init; }

    /// <summary>Opens the stream for the log where standard output is used for something else.</summary>
    public Func<Stream> OpenErrorLog { get; init; } = () => Stream.Null;

    /// <summary>Opens standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Receives usage errors and the final message.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Returns an environment variable; null where it does not exist.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The process that the log lines name.</summary>
    public required LogOrigin Origin { get; init; }

    /// <summary>Starts to catch signals, until the process ends.</summary>
    public required Func<SignalQueue> ListenToSignals { get; init; }

    /// <summary>Starts to catch signals that are not ignored, for a run that ends by itself.</summary>
    public Func<SignalQueue> ListenUnlessIgnored { get; init; } = SignalQueue.Silent;

    /// <summary>Ends the program with the effect of a signal that was caught.</summary>
    public Action<PosixSignal> EndBySignal { get; init; } = _ => { };

    /// <summary>Terminates the program if it has not ended within this time.</summary>
    public Action<TimeSpan> EndWithin { get; init; } = _ => { };

    /// <summary>Starts to reap orphans.</summary>
    public Action ReapOrphans { get; init; } = () => { };

    /// <summary>Returns the columns of help pages; called only where one is shown.</summary>
    public Func<int> HelpWidth { get; init; } = () => CommandLine.HelpPage.DefaultWidth;

    /// <summary>Returns true where the output is a terminal; called only where a diff is shown.</summary>
    public Func<bool> WritesToTerminal { get; init; } = () => false;

    /// <summary>This process.</summary>
    public static CliHost Process(ProgramGuard guard) => new()
    {
        Output = OperatingSystem.IsLinux() ? new StandardOutput(1) : Console.OpenStandardOutput(),
        Error = new StreamWriter(OperatingSystem.IsLinux() ? new StandardOutput(2) : Console.OpenStandardError(), new UTF8Encoding(false))
        {
            AutoFlush = true,
        },
        OpenErrorLog = () => OperatingSystem.IsLinux() ? new StandardOutput(2) : Console.OpenStandardError(),
        OpenInput = () => StandardDescriptor.IsInherited(0) ? Console.OpenStandardInput() : Stream.Null,
        Variable = ProcessEnvironment.Find,
        Clock = TimeProvider.System,
        Origin = LogOrigin.Current,
        ListenToSignals = SignalQueue.Listen,
        ListenUnlessIgnored = SignalQueue.ListenUnlessIgnored,
        EndBySignal = PosixProcess.EndBy,
        EndWithin = guard.EndWithin,
        ReapOrphans = guard.ReapOrphans,
        HelpWidth = TerminalWidth,
        WritesToTerminal = () => !Console.IsOutputRedirected,
    };

    private static int TerminalWidth()
    {
        if (int.TryParse(
                Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
            && columns > 0)
        {
            return columns;
        }

        return PosixProcess.TerminalColumns(1) ?? CommandLine.HelpPage.DefaultWidth;
    }
}
