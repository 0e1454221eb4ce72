namespace Confd.Engine.Posix;

/// <summary>Interprets the status that <c>wait</c> returns for an ended child.</summary>
internal readonly record struct WaitStatus(int Raw)
{
    /// <summary>The exit status that Go reports for a command that was ended by a signal.</summary>
    public const int GoSignalledExitStatus = 255;

    /// <summary>A shell's exit status for a command that a signal ended: this number and that of the signal.</summary>
    public const int ShellSignalBase = 128;

    /// <summary>The number of the signal that ended the child; 0 for none.</summary>
    public int Signal => Raw & 0x7F;

    /// <summary>True where a signal ended the child.</summary>
    public bool IsSignalled => Signal != 0;

    /// <summary>True where SIGINT, SIGQUIT or SIGTERM ended the child, or it exited as a shell does after them.</summary>
    public bool IsOfStopSignal => (Signal == 0 ? ExitStatus - ShellSignalBase : Signal)
        is LinuxSignal.Interrupt or LinuxSignal.Quit or LinuxSignal.Terminate;

    /// <summary>0 to 255; 255 where a signal ended the child.</summary>
    public int ExitStatus => Signal == 0 ? (Raw >> 8) & 0xFF : GoSignalledExitStatus;

    /// <summary>Go's words for the end of a process: <c>exit status 3</c>, <c>signal: killed</c>; null for status 0.</summary>
    public string? Reason => IsSignalled
        ? $"signal: {LinuxSignal.Describe(Signal)}{CoreDumped}"
        : ExitStatus == 0 ? null : $"exit status {ExitStatus}";

    private string CoreDumped => (Raw & 0x80) != 0 ? " (core dumped)" : "";
}
