namespace Confd.Flags.Client;

/// <summary>
/// Waiting on a thread of the pool takes from the pool what may be needed to end the wait: with two cores and a few callers all its threads
/// wait, and it starts new ones slowly. While a thread waits here, the pool is therefore told to keep one more.
/// </summary>
/// <remarks>What the application set as the pool's minimum counts all the time, also when it changes that meanwhile. The runtime starts
/// threads for those that wait too, but after pauses that grow from 25 to 250 ms.</remarks>
internal static class StandInThreads
{
    // A pool that is that far behind has other troubles; above, the runtime's own slower pace counts.
    private const int MaxStandIns = 512;

    private static readonly Lock Changing = new();
    private static int Waiting;
    private static int Own;
    private static int Last;

    /// <summary>Waits until a task has ended.</summary>
    /// <param name="task">Never fails, and needs nothing of the calling thread.</param>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="options">Whether the pool may be told.</param>
    /// <returns>False if the task has not ended by then.</returns>
    public static bool Wait(Task task, TimeSpan timeout, FlagClientOptions options)
    {
        if (task.IsCompleted)
        {
            return true;
        }

        if (options.LeavesThreadPool || !Thread.CurrentThread.IsThreadPoolThread)
        {
            return task.Wait(timeout);
        }

        Change(1);
        try
        {
            return task.Wait(timeout);
        }
        finally
        {
            Change(-1);
        }
    }

    /// <summary>Runs something that need not wait, and waits until it has ended.</summary>
    public static T WaitFor<T>(Func<Task<T>> run, FlagClientOptions options)
    {
        // A caller with a context of its own, such as a window's thread, would have to be free for it to go on.
        var task = SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default ? run() : Task.Run(run);
        Wait(task.ContinueWith(static _ => { }, TaskScheduler.Default), Timeout.InfiniteTimeSpan, options);
        return task.GetAwaiter().GetResult();
    }

    private static void Change(int by)
    {
        lock (Changing)
        {
            ThreadPool.GetMinThreads(out var current, out var ports);
            if (Waiting == 0 || current != Last)
            {
                Own = current;
            }

            Waiting += by;
            ThreadPool.GetMaxThreads(out var most, out _);
            Last = Math.Min(Own + Math.Min(Waiting, MaxStandIns), most);
            ThreadPool.SetMinThreads(Last, ports);
        }
    }
}
