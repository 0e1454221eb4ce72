using System.Runtime.InteropServices;

namespace Confd.Cli.Operation;

/// <summary>What .NET does not offer of a process's standard streams and signals.</summary>
internal static partial class PosixProcess
{
    private const int GetDescriptorFlags = 1;
    private const int ReadAndWrite = 2;
    private const int LastStandardStream = 2;
    private const nint DefaultAction = 0;
    private const nint Ignore = 1;
    private const int FileTooLargeSignal = 25;
    private const uint MayReadAndWrite = 0x1B6; // 0666

    /// <summary>
    /// Opens <c>/dev/null</c> for each standard stream that this program was started without. Otherwise the next file that is opened, such as a
    /// destination, would take that number, and log lines would be written into it.
    /// </summary>
    public static void ReserveStandardStreams()
    {
        for (var descriptor = 0; descriptor <= LastStandardStream; descriptor++)
        {
            // The lowest free number is given, which is this one.
            if (fcntl(descriptor, GetDescriptorFlags) < 0)
            {
                _ = open("/dev/null", ReadAndWrite);
            }
        }
    }

    /// <summary>
    /// Makes a write beyond the largest size of files (<c>ulimit -f</c>) fail, which is told and tried again, instead of ending this program.
    /// </summary>
    public static void SurviveFileSizeLimit() => _ = signal(FileTooLargeSignal, Ignore);

    /// <summary>The mode that the user wants for new files (<c>umask</c>).</summary>
    public static UnixFileMode NewFileMode()
    {
        var mask = umask(0);
        _ = umask(mask);
        return (UnixFileMode)(MayReadAndWrite & ~mask);
    }

    /// <summary>Lets SIGHUP arrive where this program was started to ignore it; the runtime does not catch what is ignored. To be called before it does.</summary>
    public static void StopIgnoringHangup() => _ = signal(NumberOf(PosixSignal.SIGHUP), DefaultAction);

    /// <summary>Ends this program by a signal, as if it had not been caught.</summary>
    public static void EndBy(PosixSignal signal)
    {
        _ = PosixProcess.signal(NumberOf(signal), DefaultAction);
        _ = raise(NumberOf(signal));
    }

    /// <summary>The number of a signal that a daemon reacts to.</summary>
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        _ => 15,
    };

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int raise(int number);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint umask(uint mask);
}
