using System.Runtime.InteropServices;
using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>
/// All children of this program, and the only place that waits for them. A child is in the table from its start until its end has been
/// read, so code that looks for ended processes can recognize them, and no signal goes to another process that got the same ID.
/// </summary>
/// <remarks>Safe to share between threads.</remarks>
internal static class ChildTable
{
    /// <summary>The advice for <see cref="UnixError.TryAgain"/>.</summary>
    public const string ShortageHint = "no more processes or threads may be started: raise ulimit -u, "
        + "TasksMax= or the container's pids limit";

    private const int AnyProcess = 0; // P_ALL
    private const int OneProcess = 1; // P_PID
    private const int DoNotWait = 1; // WNOHANG
    private const int Ended = 4; // WEXITED
    private const int LeaveInTable = 0x0100_0000; // WNOWAIT
    private const int OfThisThread = 0x2000_0000; // __WNOTHREAD
    private const int InfoBytes = 128; // siginfo_t
    private const int ProcessOffset = 16; // si_pid on 64-bit machines: after three numbers and the padding

    // The exit status of a shell for "unknown": an end that could not be read must not count as success.
    private const int UnknownEnd = 0xFF00;

    /// <summary>The time between two looks for an end that nothing reports.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan MaxExitTime = TimeSpan.FromSeconds(10);
    private static readonly Lock ChildrenLock = new();
    private static readonly Dictionary<int, int> Children = [];
    private static readonly StarterThread Starter = new();

    /// <summary>Starts a child, on the thread that starts all of them.</summary>
    /// <param name="group">The process group that it joins; 0 for one of its own.</param>
    /// <param name="spawn">Starts it and returns its ID.</param>
    /// <exception cref="UnixException">It could not be started, or no further thread can be created.</exception>
    public static int Start(int group, Func<int> spawn) => Starter.Run(() =>
    {
        lock (ChildrenLock)
        {
            var process = spawn();
            Children.Add(process, group == 0 ? process : group);
            return process;
        }
    });

    /// <summary>Waits for the end of a child and removes it from the process table.</summary>
    /// <returns>How it ended; status 255 where code outside this program has waited for it.</returns>
    public static Task<WaitStatus> WaitAsync(int process)
    {
        try
        {
            return Task.Factory.StartNew(
                () => WaitForEnd(process), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception shortage) when (shortage is TaskSchedulerException or OutOfMemoryException)
        {
            // No thread is available for waiting: poll instead.
            return PollAsync(process);
        }
    }

    /// <summary>Sends a signal to the process group of a child.</summary>
    /// <returns>False, and nothing is done, once the child's end has been read.</returns>
    public static bool SignalGroup(int child, int signal)
    {
        lock (ChildrenLock)
        {
            var isChild = Children.TryGetValue(child, out var group);
            if (isChild)
            {
                _ = ProcessCalls.kill(-group, signal);
            }

            return isChild;
        }
    }

    /// <summary>Kills the process group of a child; does nothing once its end has been read.</summary>
    public static void KillGroup(int child) => _ = SignalGroup(child, LinuxSignal.Kill);

    /// <summary>Kills the child's process group and waits for the child's end, for ten seconds: one that hangs in the kernel, on a lost
    /// device, ends only when the device call does.</summary>
    /// <param name="child">The child.</param>
    /// <param name="ended">Its end, from <see cref="WaitAsync"/>.</param>
    /// <param name="clock">The clock of the wait.</param>
    public static Task KillGroupAsync(int child, Task ended, TimeProvider clock)
    {
        KillGroup(child);
        return EndAsync();

        async Task EndAsync() => await ended.WaitAsync(MaxExitTime, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Kills the process groups of all children, commands and the supervised one, without waiting.</summary>
    public static void KillAll()
    {
        lock (ChildrenLock)
        {
            foreach (var group in Children.Values)
            {
                _ = ProcessCalls.kill(-group, LinuxSignal.Kill);
            }
        }
    }

    /// <summary>Finds an ended child of the calling thread, one of this table's or an orphan.</summary>
    /// <returns>Its ID, which stays in use; 0 where there is none.</returns>
    public static unsafe int FindEnded()
    {
        var info = stackalloc byte[InfoBytes];
        new Span<byte>(info, InfoBytes).Clear();
        return ProcessCalls.waitid(AnyProcess, 0, info, Ended | DoNotWait | LeaveInTable | OfThisThread) == 0
            ? *(int*)(info + ProcessOffset)
            : 0;
    }

    /// <summary>Reaps an ended process that is not in this table.</summary>
    /// <returns>False where it is one of this table's.</returns>
    public static unsafe bool TryReap(int process)
    {
        lock (ChildrenLock)
        {
            if (Children.ContainsKey(process))
            {
                return false;
            }

            int status;
            _ = ProcessCalls.waitpid(process, &status, DoNotWait);
            return true;
        }
    }

    private static unsafe WaitStatus WaitForEnd(int process)
    {
        // Without reaping: between its end and the next lines its ID stays in use.
        var info = stackalloc byte[InfoBytes];
        while (ProcessCalls.waitid(OneProcess, process, info, Ended | LeaveInTable) < 0
            && Marshal.GetLastPInvokeError() == UnixError.Interrupted)
        {
        }

        return TryReapChild(process) ?? new WaitStatus(UnknownEnd);
    }

    private static async Task<WaitStatus> PollAsync(int process)
    {
        while (true)
        {
            if (TryReapChild(process) is { } status)
            {
                return status;
            }

            await Task.Delay(PollInterval, TimeProvider.System).ConfigureAwait(false);
        }
    }

    /// <summary>The status of a child that has ended; null where it runs.</summary>
    private static unsafe WaitStatus? TryReapChild(int process)
    {
        lock (ChildrenLock)
        {
            var status = UnknownEnd;
            if (ProcessCalls.waitpid(process, &status, DoNotWait) == 0)
            {
                return null;
            }

            Children.Remove(process);
            return new WaitStatus(status);
        }
    }
}
