using System.Runtime.InteropServices;
using System.Text;
using Confd.Aws.Connections;
using Confd.Engine.Posix;

namespace Confd.Cli.Operation;

/// <summary>Functions for a process's standard streams and signals that .NET does not offer.</summary>
internal static partial class PosixProcess
{
    private const int ReadAndWrite = 2;

    // TIOCGWINSZ of Linux; rows, columns and two unused numbers.
    private const nuint GetWindowSize = 0x5413;
    private const int WindowSizeNumbers = 4;
    private const int LastStandardStream = 2;
    private const nint DefaultAction = 0;
    private const nint Ignore = 1;
    private const uint MayReadAndWrite = 0x1B6; // 0666

    /// <summary>
    /// Opens <c>/dev/null</c> for each standard stream that is closed at the start of this program. Otherwise the next file that is opened,
    /// such as a destination, would get that number, and log lines would be written into it. Numbers that the runtime already uses stay
    /// its own, see <see cref="StandardDescriptor"/>.
    /// </summary>
    public static void ReserveStandardStreams()
    {
        for (var descriptor = 0; descriptor <= LastStandardStream; descriptor++)
        {
            // The lowest free number is assigned, which is this one.
            if (!StandardDescriptor.IsOpen(descriptor))
            {
                _ = open("/dev/null", ReadAndWrite);
            }
        }
    }

    /// <summary>
    /// Makes a write beyond the largest size of files (<c>ulimit -f</c>) fail, which is reported and retried, instead of ending this
    /// program.
    /// </summary>
    public static void SurviveFileSizeLimit() => _ = signal(LinuxSignal.FileTooLarge, Ignore);

    /// <summary>The number of columns of the terminal of a descriptor; null where there is none.</summary>
    /// <remarks>.NET can return it too, but reconfigures the terminal for that.</remarks>
    public static int? TerminalColumns(int descriptor)
    {
        Span<ushort> size = stackalloc ushort[WindowSizeNumbers];
        return OperatingSystem.IsLinux() && ioctl(descriptor, GetWindowSize, ref size[0]) == 0 && size[1] > 0 ? size[1] : null;
    }

    /// <summary>The mode that the user's mask sets for new files (<c>umask</c>).</summary>
    public static UnixFileMode NewFileMode()
    {
        var mask = umask(0);
        _ = umask(mask);
        return (UnixFileMode)(MayReadAndWrite & ~mask);
    }

    /// <summary>Enables SIGHUP where this program was started with it ignored; the runtime does not catch ignored signals. Has to be called
    /// before the runtime catches it.</summary>
    public static void StopIgnoringHangup()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = signal(LinuxSignal.Hangup, DefaultAction);
        }
    }

    /// <summary>
    /// Makes ended children wait until their exit status is read, also where this program was started to ignore them (<c>trap '' CHLD</c>):
    /// the kernel would discard the exit statuses of commands.
    /// </summary>
    public static void KeepExitStatuses() => _ = signal(LinuxSignal.Child, DefaultAction);

    /// <summary>Ends this program by a signal, as if it had not been caught.</summary>
    public static void EndBy(PosixSignal signal)
    {
        CredentialProcesses.KillAll();
        _ = PosixProcess.signal(LinuxSignal.NumberOf(signal), DefaultAction);
        _ = raise(LinuxSignal.NumberOf(signal));
    }

    /// <summary>Ends this program immediately, with its commands: waits for nothing, not even for a reader of the message.</summary>
    public static void EndNow(string reason)
    {
        ChildTable.KillAll();
        CredentialProcesses.KillAll();
        using var errors = new StandardOutput(2);
        errors.TryWrite(Encoding.UTF8.GetBytes($"confd: error: {reason}\n"));
        _exit(1);
    }

    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, nuint request, ref ushort numbers);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial void _exit(int status);

    [LibraryImport("libc")]
    private static partial int raise(int number);

    [LibraryImport("libc")]
    private static partial uint umask(uint mask);
}
