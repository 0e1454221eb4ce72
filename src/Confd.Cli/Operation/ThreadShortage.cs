namespace Confd.Cli.Operation;

/// <summary>Finds out whether this program may start the threads that it needs, before it depends on them.</summary>
internal static class ThreadShortage
{
    /// <summary>What to say.</summary>
    public const string Message =
        "no more threads or processes may be started, or there is no memory for them: "
        + "raise ulimit -u, TasksMax= of the service or the container's limits of processes and memory";

    // Workers and the runtime's own, timers, signals, the log, the commands and what they start.
    private const int Needed = 14;

    /// <summary>True where the threads that a run needs can be had; they are begun all at once and end again. To be asked first of
    /// all.</summary>
    public static bool HasRoom()
    {
        using var enough = new ManualResetEventSlim();
        var threads = new List<Thread>(Needed);
        try
        {
            while (threads.Count < Needed)
            {
                var thread = new Thread(enough.Wait, maxStackSize: 256 * 1024) { IsBackground = true };
                thread.Start();
                threads.Add(thread);
            }

            return true;
        }
        catch (Exception shortage) when (IsShortage(shortage))
        {
            return false;
        }
        finally
        {
            enough.Set();
            threads.ForEach(thread => thread.Join());
        }
    }

    /// <summary>True where an exception, or its cause, is that no thread could be started.</summary>
    public static bool IsShortage(Exception? exception) =>
        exception is OutOfMemoryException or ThreadStartException || (exception?.InnerException is { } cause && IsShortage(cause));
}
