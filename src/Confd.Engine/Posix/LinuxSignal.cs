using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Confd.Engine.Posix;

/// <summary>The numbers of signals on Linux, and their names in Go.</summary>
internal static class LinuxSignal
{
    // <signal.h>
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int User1 = 10;
    public const int User2 = 12;
    public const int BrokenPipe = 13;
    public const int Terminate = 15;
    public const int Child = 17;
    public const int Continue = 18;
    public const int FileTooLarge = 25;
    public const int WindowChange = 28;

    /// <summary>The number of a signal; .NET has names for a few and represents the others by their number.</summary>
    [UnsupportedOSPlatform("windows")]
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => Hangup,
        PosixSignal.SIGINT => Interrupt,
        PosixSignal.SIGQUIT => Quit,
        PosixSignal.SIGTERM => Terminate,
        PosixSignal.SIGCHLD => Child,
        PosixSignal.SIGWINCH => WindowChange,
        _ when (int)signal > 0 => (int)signal,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

    /// <summary>Go's word for a signal, from <c>zerrors_linux_*.go</c> of its package syscall: <c>terminated</c>.</summary>
    public static string Describe(int signal) => signal switch
    {
        Hangup => "hangup",
        Interrupt => "interrupt",
        Quit => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        Kill => "killed",
        User1 => "user defined signal 1",
        11 => "segmentation fault",
        User2 => "user defined signal 2",
        BrokenPipe => "broken pipe",
        14 => "alarm clock",
        Terminate => "terminated",
        _ => $"signal {signal}",
    };
}
