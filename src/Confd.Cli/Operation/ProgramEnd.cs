using System.Runtime.InteropServices;
using Confd.Engine.Posix;
using Confd.GoTemplate;

namespace Confd.Cli.Operation;

/// <summary>How a run ended.</summary>
/// <param name="ExitStatus">The exit status.</param>
/// <param name="Message">The final message for standard error; empty for none.</param>
internal readonly record struct ProgramEnd(int ExitStatus, ErrorText Message)
{
    /// <summary>The signal that ended the run and has to end the program; null for none.</summary>
    public PosixSignal? Signal { get; init; }

    /// <summary>The result of a run that a signal cancelled: the status that a shell shows, and that signal.</summary>
    public static ProgramEnd By(PosixSignal signal) => new(
        WaitStatus.ShellSignalBase + LinuxSignal.NumberOf(signal), "")
    { Signal = signal };

    /// <summary>Status 0, no message.</summary>
    public static ProgramEnd Success { get; } = new(0, "");
}
