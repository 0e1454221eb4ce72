using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Confd.Shared.Files;

/// <summary>Functions of Linux's C library that open files and read their status.</summary>
internal static partial class FileCalls
{
    /// <summary>The size of the status of a file in bytes; the same on every architecture, unlike <c>struct stat</c>.</summary>
    public const int StatusBytes = 256;

    // <fcntl.h>, <sys/stat.h>
    public const int CurrentDirectory = -100;
    public const int WriteOnly = 0x1;
    public const int Create = 0x40;
    public const int NoTerminal = 0x100;
    public const int CloseOnExec = 0x8_0000;
    public const int DoNotBlock = 0x800;
    public const int Append = 0x400;
    public const int PathOnly = 0x20_0000;
    public const uint OwnerOnly = 0x180; // 0600
    private const int MaxLinkBytes = 4096;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7FF;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int SizeOffset = 40;
    private const int KindBits = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>The flag of <c>open</c> that fails if the last name is a link: one of the few numbers that differ between
    /// architectures.</summary>
    public static readonly int NoFollow =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x8000 : 0x2_0000;

    /// <summary>The user whose permissions this process has.</summary>
    public static uint EffectiveUserId => geteuid();

    /// <summary>Opens a file, and retries where a signal interrupts that; child processes do not inherit it.</summary>
    /// <returns>The descriptor; negative: the last error holds the reason.</returns>
    public static int Open(string path, int flags, uint mode = 0) => OpenIn(CurrentDirectory, path, flags, mode);

    /// <summary>Opens a file in an open folder.</summary>
    public static int Open(SafeFileHandle folder, string name, int flags) => OpenIn((int)folder.DangerousGetHandle(), name, flags, mode: 0);

    /// <summary>Reads the status of a file; false: the last error holds the reason.</summary>
    public static bool TryReadStatus(string path, Span<byte> status, int flags = 0) =>
        statx(CurrentDirectory, path, flags, BasicStatus, ref MemoryMarshal.GetReference(status)) == 0;

    /// <summary>Reads the status of an open file, or of a name in an open folder.</summary>
    public static bool TryReadStatus(SafeFileHandle file, Span<byte> status, string name = "", int flags = EmptyPath) =>
        statx((int)file.DangerousGetHandle(), name, flags, BasicStatus, ref MemoryMarshal.GetReference(status)) == 0;

    /// <summary>The target of a link that is open for its path alone; null where it is not a link.</summary>
    public static byte[]? ReadLink(SafeFileHandle link)
    {
        var target = new byte[MaxLinkBytes];
        var length = readlinkat((int)link.DangerousGetHandle(), "", ref MemoryMarshal.GetArrayDataReference(target), target.Length);
        return length > 0 ? target[..(int)length] : null;
    }

    /// <summary>The kind of file that a status describes.</summary>
    public static FileKind KindIn(ReadOnlySpan<byte> status) => (ModeIn(status) & KindBits) switch
    {
        RegularFile => FileKind.Regular,
        Folder => FileKind.Directory,
        _ => FileKind.Special,
    };

    /// <summary>The owner's user ID.</summary>
    public static uint OwnerIn(ReadOnlySpan<byte> status) => BitConverter.ToUInt32(status[OwnerOffset..]);

    /// <summary>Permissions and the other bits of the mode.</summary>
    public static int ModeIn(ReadOnlySpan<byte> status) => BitConverter.ToUInt16(status[ModeOffset..]);

    /// <summary>The size in bytes; 0 for pipes, devices and files of the kernel.</summary>
    public static long SizeIn(ReadOnlySpan<byte> status) => BitConverter.ToInt64(status[SizeOffset..]);

    /// <summary>An error number in Go's words: those of the C library with a small first letter.</summary>
    public static string Describe(int error)
    {
        var text = Marshal.GetPInvokeErrorMessage(error);
        return text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    // File systems over a network or in a process may report an interruption by a signal, and .NET uses many signals.
    private static int OpenIn(int directory, string path, int flags, uint mode)
    {
        while (true)
        {
            var descriptor = openat(directory, path, flags | CloseOnExec, mode);
            if (descriptor >= 0 || Marshal.GetLastPInvokeError() != UnixError.Interrupted)
            {
                return descriptor;
            }
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(int directory, string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlinkat(int folder, string path, ref byte target, nint length);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
