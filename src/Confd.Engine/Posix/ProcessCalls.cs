using System.Runtime.InteropServices;

namespace Confd.Engine.Posix;

/// <summary>Functions of Linux's C library that start, signal and wait for processes.</summary>
internal static unsafe partial class ProcessCalls
{
    [LibraryImport("libc")]
    public static partial int posix_spawn(
        int* process, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int process, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitid(int kind, int process, byte* info, int options);
}
