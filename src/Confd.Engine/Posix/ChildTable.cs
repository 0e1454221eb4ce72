using System.Runtime.InteropServices;
using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>
/// All children of this program, and the one place that waits for them. A child stands here from its start until its end has been read, so
/// whoever else looks for ended processes knows which ones are not to be touched, and no signal goes to a process that got a number anew.
/// </summary>
/// <remarks>Safe for use by several threads.</remarks>
internal static partial class ChildTable
{
    /// <summary>What to do about <see cref="UnixError.TryAgain"/>.</summary>
    public const string ShortageHint = "no more processes or threads may be started: raise ulimit -u, "
        + "TasksMax= or the container's pids limit";

    private const int KillSignal = 9;
    private const int AnyProcess = 0; // P_ALL
    private const int OneProcess = 1; // P_PID
    private const int DoNotWait = 1; // WNOHANG
    private const int Ended = 4; // WEXITED
    private const int LeaveInTable = 0x0100_0000; // WNOWAIT
    private const int OfThisThread = 0x2000_0000; // __WNOTHREAD
    private const int InfoBytes = 128; // siginfo_t
    private const int ProcessOffset = 16; // si_pid on 64-bit machines: behind three numbers and the padding

    // What a shell answers for "unknown": an end that nobody could read must not pass for a success.
    private const int UnknownEnd = 0xFF00;

    private static readonly TimeSpan LongestDeath = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly Lock Table = new();
    private static readonly Dictionary<int, int> Children = [];
    private static readonly StarterThread Starter = new();

    /// <summary>Starts a child, on the thread that starts all of them.</summary>
    /// <param name="group">The process group that it joins; 0 for one of its own.</param>
    /// <param name="spawn">Starts it and answers its number.</param>
    /// <exception cref="UnixException">It could not be started, or there may be no further thread.</exception>
    public static int Start(int group, Func<int> spawn) => Starter.Run(() =>
    {
        lock (Table)
        {
            var process = spawn();
            Children.Add(process, group == 0 ? process : group);
            return process;
        }
    });

    /// <summary>Waits for the end of a child and removes it from the process table.</summary>
    /// <returns>How it ended; status 255 where somebody outside this program's knowledge has waited for it.</returns>
    public static Task<WaitStatus> WaitAsync(int process)
    {
        try
        {
            return Task.Factory.StartNew(
                () => Collect(process), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception shortage) when (shortage is TaskSchedulerException or OutOfMemoryException)
        {
            // No thread is left to wait on: look again and again instead.
            return PollAsync(process);
        }
    }

    /// <summary>Signals the process group of a child; nothing happens once its end has been read.</summary>
    public static void SignalGroup(int child, int signal)
    {
        lock (Table)
        {
            if (Children.TryGetValue(child, out var group))
            {
                _ = kill(-group, signal);
            }
        }
    }

    /// <summary>Kills the process group of a child; nothing happens once its end has been read.</summary>
    public static void KillGroup(int child) => SignalGroup(child, KillSignal);

    /// <summary>Kills the child's process group and waits for the child's end, for ten seconds: one that hangs in the kernel, on a device
    /// that is gone, ends when that does.</summary>
    /// <param name="child">The child.</param>
    /// <param name="ended">Its end, from <see cref="WaitAsync"/>.</param>
    /// <param name="clock">The clock of the wait.</param>
    public static Task KillGroupAsync(int child, Task ended, TimeProvider clock)
    {
        KillGroup(child);
        return EndAsync();

        async Task EndAsync() => await ended.WaitAsync(LongestDeath, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Kills the process groups of all children, commands and the supervised one: for an end that waits for nothing.</summary>
    public static void KillAll()
    {
        lock (Table)
        {
            foreach (var group in Children.Values)
            {
                _ = kill(-group, KillSignal);
            }
        }
    }

    /// <summary>An ended process that the kernel has given to the calling thread as its child, one of this table's or an orphan.</summary>
    /// <returns>Its number, which stays taken; 0 where there is none.</returns>
    public static unsafe int FindEnded()
    {
        var info = stackalloc byte[InfoBytes];
        new Span<byte>(info, InfoBytes).Clear();
        return waitid(AnyProcess, 0, info, Ended | DoNotWait | LeaveInTable | OfThisThread) == 0 ? *(int*)(info + ProcessOffset) : 0;
    }

    /// <summary>Takes an ended process that is no child of this table out of the process table.</summary>
    /// <returns>False where it is one of this table's.</returns>
    public static unsafe bool TryReap(int process)
    {
        lock (Table)
        {
            if (Children.ContainsKey(process))
            {
                return false;
            }

            int status;
            _ = waitpid(process, &status, DoNotWait);
            return true;
        }
    }

    private static unsafe WaitStatus Collect(int process)
    {
        // First only look: between its end and the next lines the number stays taken.
        var info = stackalloc byte[InfoBytes];
        while (waitid(OneProcess, process, info, Ended | LeaveInTable) < 0 && Marshal.GetLastPInvokeError() == UnixError.Interrupted)
        {
        }

        return TakeOut(process) ?? new WaitStatus(UnknownEnd);
    }

    private static async Task<WaitStatus> PollAsync(int process)
    {
        while (true)
        {
            if (TakeOut(process) is { } status)
            {
                return status;
            }

            await Task.Delay(PollInterval, TimeProvider.System).ConfigureAwait(false);
        }
    }

    /// <summary>The status of a child that has ended; null where it runs.</summary>
    private static unsafe WaitStatus? TakeOut(int process)
    {
        lock (Table)
        {
            var status = UnknownEnd;
            if (waitpid(process, &status, DoNotWait) == 0)
            {
                return null;
            }

            Children.Remove(process);
            return new WaitStatus(status);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int waitpid(int process, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int waitid(int kind, int process, byte* info, int options);
}
