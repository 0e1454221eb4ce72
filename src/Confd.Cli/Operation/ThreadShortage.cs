using System.Runtime.InteropServices;

namespace Confd.Cli.Operation;

/// <summary>Checks whether this program can start the threads that it needs, before it depends on them.</summary>
internal static unsafe partial class ThreadShortage
{
    /// <summary>The message.</summary>
    public const string Message =
        "no more threads or processes may be started, or there is no memory for them: "
        + "raise ulimit -u, TasksMax= of the service or the container's limits of processes and memory";

    // Workers and the runtime's own, timers, signals, the log, the commands and what they start.
    private const int Needed = 14;

    private const nuint StackBytes = 256 * 1024;

    // pthread_attr_t and sem_t are smaller on every architecture.
    private const int StructBytes = 128;

    /// <summary>True where the threads that a run needs are available. Call it first of all.</summary>
    public static bool HasRoom() => ThreadLimits.AreWide() || CanStart();

    /// <summary>True where the threads that a run needs can be started; they all run at the same time and end again.</summary>
    /// <remarks>Threads of the C library alone, which wait for a semaphore: they are unknown to the runtime, whose own would cost more than
    /// the rest of a short run's start.</remarks>
    internal static bool CanStart()
    {
        var wait = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "sem_wait");
        var attributes = stackalloc byte[StructBytes];
        var semaphore = stackalloc byte[StructBytes];
        var threads = stackalloc nint[Needed];
        _ = InitializeAttributes(attributes);
        _ = SetStackSize(attributes, StackBytes);
        _ = InitializeSemaphore(semaphore, 0, 0);
        var started = 0;
        while (started < Needed && Create(&threads[started], attributes, wait, semaphore) == 0)
        {
            started++;
        }

        for (var index = 0; index < started; index++)
        {
            _ = Post(semaphore);
        }

        for (var index = 0; index < started; index++)
        {
            _ = Join(threads[index], null);
        }

        _ = DestroySemaphore(semaphore);
        _ = DestroyAttributes(attributes);
        return started == Needed;
    }

    /// <summary>True where an exception, or its cause, means that no thread could be started.</summary>
    public static bool IsShortage(Exception? exception) =>
        exception is OutOfMemoryException or ThreadStartException || (exception?.InnerException is { } cause && IsShortage(cause));

    [LibraryImport("libc", EntryPoint = "pthread_attr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_setstacksize")]
    private static partial int SetStackSize(byte* attributes, nuint bytes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "sem_init")]
    private static partial int InitializeSemaphore(byte* semaphore, int isShared, uint value);

    [LibraryImport("libc", EntryPoint = "sem_post")]
    private static partial int Post(byte* semaphore);

    [LibraryImport("libc", EntryPoint = "sem_destroy")]
    private static partial int DestroySemaphore(byte* semaphore);

    [LibraryImport("libc", EntryPoint = "pthread_create")]
    private static partial int Create(nint* thread, byte* attributes, nint routine, byte* argument);

    [LibraryImport("libc", EntryPoint = "pthread_join")]
    private static partial int Join(nint thread, void** result);
}
