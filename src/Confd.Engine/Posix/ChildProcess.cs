using System.Runtime.InteropServices;
using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>Starts children in process groups of their own, by the C library: .NET's own class cannot create groups.</summary>
/// <remarks>
/// Linux. All children are started by one thread, which lives as long as the program: the kernel associates children with the thread that
/// created them, so that <see cref="OrphanReaper"/> never finds one of them among adopted ones. <see cref="ChildTable"/> waits for them.
/// </remarks>
internal static unsafe partial class ChildProcess
{
    // <spawn.h>, <fcntl.h>, <signal.h>. The opaque structures are 336 bytes at most in glibc and musl.
    private const int OpaqueBytes = 1024;
    private const short SetProcessGroup = 0x02;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;

    /// <summary>Starts a program.</summary>
    /// <param name="arguments">The program's path, then its arguments.</param>
    /// <param name="environment">All variables as <c>NAME=value</c>, in the form of <see cref="LosslessText"/>.</param>
    /// <param name="output">Receives standard output and standard error, or null to share this program's.</param>
    /// <param name="place">Its standard input and process group; by default an empty input and a group of its own.</param>
    /// <returns>The process ID, which is also that of its group unless it joins another one.</returns>
    /// <exception cref="UnixException">It could not be started.</exception>
    public static int Start(
        IReadOnlyList<string> arguments, IReadOnlyList<string> environment, SafeHandle? output, ChildPlace place = default) =>
        ChildTable.Start(place.Group, () => Spawn(arguments, environment, output, place));

    private static int Spawn(IReadOnlyList<string> arguments, IReadOnlyList<string> environment, SafeHandle? output, ChildPlace place)
    {
        // The system would end a text at a NUL, and run a part of the command.
        if (arguments.Concat(environment).Any(text => text.Contains('\0', StringComparison.Ordinal)))
        {
            throw new UnixException($"fork/exec {arguments[0].Replace("\0", "\\0", StringComparison.Ordinal)}", UnixError.Invalid);
        }

        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        ThrowOnError(posix_spawn_file_actions_init(actions), arguments[0]);
        ThrowOnError(posix_spawnattr_init(attributes), arguments[0]);
        using var argumentBlock = new StringBlock(arguments);
        using var environmentBlock = new StringBlock(environment);
        try
        {
            Redirect(actions, place, output, arguments[0]);
            Isolate(attributes, place.Group, arguments[0]);
            int process;
            ThrowOnError(
                ProcessCalls.posix_spawn(
                    &process, argumentBlock.First, actions, attributes, argumentBlock.Pointers, environmentBlock.Pointers),
                arguments[0]);
            return process;
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>Creates a pipe whose ends no other child inherits.</summary>
    public static (SafePipeHandle Reader, SafePipeHandle Writer) CreatePipe()
    {
        var ends = stackalloc int[2];
        if (pipe2(ends, FileCalls.CloseOnExec) != 0)
        {
            throw new UnixException("pipe", Marshal.GetLastPInvokeError());
        }

        return (new SafePipeHandle(ends[0], ownsHandle: true), new SafePipeHandle(ends[1], ownsHandle: true));
    }

    private static void Redirect(byte* actions, ChildPlace place, SafeHandle? output, string program)
    {
        if (place.Input is { } input)
        {
            ThrowOnError(posix_spawn_file_actions_adddup2(actions, (int)input.DangerousGetHandle(), 0), program);
        }
        else if (!place.SharesInput || !StandardDescriptor.IsInherited(0))
        {
            ThrowOnError(posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0), program);
        }

        if (output is not null)
        {
            var descriptor = (int)output.DangerousGetHandle();
            ThrowOnError(posix_spawn_file_actions_adddup2(actions, descriptor, 1), program);
            ThrowOnError(posix_spawn_file_actions_adddup2(actions, descriptor, 2), program);
            return;
        }

        // A child without one of them would write its output into the next file that it opens.
        foreach (var descriptor in (ReadOnlySpan<int>)[1, 2])
        {
            if (!StandardDescriptor.IsInherited(descriptor))
            {
                ThrowOnError(posix_spawn_file_actions_addopen(actions, descriptor, "/dev/null", FileCalls.WriteOnly, 0), program);
            }
        }
    }

    private static void Isolate(byte* attributes, int group, string program)
    {
        // .NET ignores SIGPIPE, and this program SIGXFSZ, which a child would inherit: `yes | head` would never end. Other signals keep the
        // disposition with which this program was started, so that `nohup` also applies to the commands.
        var signals = stackalloc byte[OpaqueBytes];
        _ = sigemptyset(signals);
        ThrowOnError(posix_spawnattr_setsigmask(attributes, signals), program);
        _ = sigaddset(signals, LinuxSignal.BrokenPipe);
        _ = sigaddset(signals, LinuxSignal.FileTooLarge);
        ThrowOnError(posix_spawnattr_setsigdefault(attributes, signals), program);
        ThrowOnError(posix_spawnattr_setpgroup(attributes, group), program);
        ThrowOnError(posix_spawnattr_setflags(attributes, SetProcessGroup | SetSignalDefaults | SetSignalMask), program);
    }

    private static void ThrowOnError(int error, string program)
    {
        if (error != 0)
        {
            throw new UnixException(
                error == UnixError.TryAgain ? $"fork/exec {program} ({ChildTable.ShortageHint})" : $"fork/exec {program}", error);
        }
    }

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int newDescriptor);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setpgroup(byte* attributes, int group);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    private static partial int sigaddset(byte* signals, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    /// <summary>Texts in the form of C programs: an array of pointers that ends with a null pointer.</summary>
    private readonly ref struct StringBlock
    {
        public StringBlock(IReadOnlyList<string> texts)
        {
            var bytes = texts.Select(text => LosslessText.Encode(text + '\0')).ToArray();
            var pointerBytes = (texts.Count + 1) * sizeof(byte*);
            Pointers = (byte**)NativeMemory.Alloc((nuint)(pointerBytes + bytes.Sum(text => text.Length)));
            var next = (byte*)Pointers + pointerBytes;
            for (var index = 0; index < bytes.Length; index++)
            {
                Pointers[index] = next;
                bytes[index].CopyTo(new Span<byte>(next, bytes[index].Length));
                next += bytes[index].Length;
            }

            Pointers[bytes.Length] = null;
        }

        public byte** Pointers { get; }

        public byte* First => Pointers[0];

        public void Dispose() => NativeMemory.Free(Pointers);
    }
}
