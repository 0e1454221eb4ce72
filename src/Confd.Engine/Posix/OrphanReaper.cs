using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Confd.Engine.Posix;

/// <summary>
/// Takes processes out of the process table that ended as orphans and were given to this program: as process 1, or because it asked to be a
/// subreaper. Such as what a command left running in the background.
/// </summary>
/// <remarks>
/// <see cref="Sweep"/> is to be called by the program's first thread and by no other: the kernel gives orphans to that thread, and
/// children made by other threads stay with those, so this program's own children are not even seen (<c>__WNOTHREAD</c> of wait(2)). What
/// libraries started, such as a credential process of the AWS SDK, comes over when the thread that started it has ended; it is in this
/// program's own process group, and is left to its starter for a while.
/// </remarks>
internal sealed partial class OrphanReaper
{
    private const int SetChildSubreaper = 36; // PR_SET_CHILD_SUBREAPER

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int _waitingFor;
    private long _seen;

    /// <summary>Makes orphans among this program's descendants come to it instead of to process 1.</summary>
    /// <returns>False where the kernel refuses.</returns>
    public static bool TryBecomeSubreaper() => prctl(SetChildSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>Takes all ended orphans out of the process table.</summary>
    /// <returns>True where one is left to whoever may have started it: look again in a second.</returns>
    public bool Sweep()
    {
        while (ChildTable.FindEnded() is > 0 and var process)
        {
            if (MayBelongToALibrary(process) || !ChildTable.TryReap(process))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayBelongToALibrary(int process)
    {
        if (getpgid(process) != getpgid(0))
        {
            return false;
        }

        if (_waitingFor != process)
        {
            _waitingFor = process;
            _seen = Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(_seen) < Patience;
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int prctl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int getpgid(int process);
}
