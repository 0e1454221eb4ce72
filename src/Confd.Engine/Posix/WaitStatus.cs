namespace Confd.Engine.Posix;

/// <summary>Interprets the status that <c>wait</c> returns for an ended child.</summary>
internal readonly record struct WaitStatus(int Raw)
{
    /// <summary>The exit status for a command that was ended by a signal.</summary>
    public const int SignalledExitStatus = 255;

    private int Signal => Raw & 0x7F;

    /// <summary>True where a signal ended the child.</summary>
    public bool IsSignalled => Signal != 0;

    /// <summary>0 to 255; 255 where a signal ended the child.</summary>
    public int ExitStatus => Signal == 0 ? (Raw >> 8) & 0xFF : SignalledExitStatus;

    /// <summary>Go's words for the end of a process: <c>exit status 3</c>, <c>signal: killed</c>; null for status 0.</summary>
    public string? Reason => Signal != 0 ? $"signal: {NameOf(Signal)}{CoreDumped}" : ExitStatus == 0 ? null : $"exit status {ExitStatus}";

    private string CoreDumped => (Raw & 0x80) != 0 ? " (core dumped)" : "";

    // Go's syscall package, zerrors_linux_*.go.
    private static string NameOf(int signal) => signal switch
    {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        10 => "user defined signal 1",
        11 => "segmentation fault",
        12 => "user defined signal 2",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        _ => $"signal {signal}",
    };
}
