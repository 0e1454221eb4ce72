using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Confd.Engine.Posix;

/// <summary>
/// Reaps processes that ended as orphans and were assigned to this program: as process 1, or because it is a subreaper. For example, a
/// process that a command left running in the background.
/// </summary>
/// <remarks>
/// Call <see cref="Sweep"/> only on the program's first thread: the kernel assigns orphans to that thread, and children of other threads
/// stay with those, so this program's own children are not found (<c>__WNOTHREAD</c> of wait(2)). Children that libraries started, such as
/// a credential process of the AWS SDK, are assigned to it when the thread that started them has ended; they are in this program's own
/// process group, and are left to their starter for a while.
/// </remarks>
internal sealed partial class OrphanReaper
{
    private const int SetChildSubreaper = 36; // PR_SET_CHILD_SUBREAPER

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private int _waitingFor;
    private long _seen;

    /// <summary>Makes orphans among this program's descendants its children instead of those of process 1.</summary>
    /// <returns>False where the kernel refuses.</returns>
    public static bool TryBecomeSubreaper() => prctl(SetChildSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>Reaps all ended orphans.</summary>
    /// <returns>True where one is left to the library that may have started it: call again in a second.</returns>
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

        return Stopwatch.GetElapsedTime(_seen) < MaxWait;
    }

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc")]
    private static partial int getpgid(int process);
}
