namespace Confd.Flags.Client;

/// <summary>
/// Blocking a pool thread may take the very thread that is needed to end the wait: with two cores and a few callers all pool threads wait,
/// and the pool starts new ones slowly. So while a thread waits here, the pool's minimum is one higher.
/// </summary>
/// <remarks>The minimum that the application sets stays in force, also when it changes meanwhile. The runtime also starts threads for those
/// that wait, but after pauses that grow from 25 to 250 ms.</remarks>
internal static class ThreadPoolCompensation
{
    // A pool with more waiting threads has other problems; beyond this, the runtime's own slower pace applies.
    private const int MaxStandIns = 512;

    private static readonly Lock Changing = new();
    private static int Waiting;
    private static int Own;
    private static int Last;

    /// <summary>Waits until a task has ended.</summary>
    /// <param name="task">Never fails, and does not need the calling thread.</param>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="options">Whether the pool's minimum may be raised.</param>
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

    /// <summary>Runs an asynchronous operation, and blocks until it has ended.</summary>
    public static T WaitFor<T>(Func<Task<T>> run, FlagClientOptions options)
    {
        // A synchronization context of the caller, such as that of a UI thread, would be blocked while the operation needs it.
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
