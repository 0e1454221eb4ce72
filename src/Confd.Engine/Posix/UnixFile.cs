using System.Runtime.InteropServices;
using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>Functions of the C library without an equivalent in .NET. Their exceptions have the error number, so that callers need not
/// parse texts.</summary>
internal static partial class UnixFile
{
    // <fcntl.h>, <sys/file.h>, <sys/stat.h> of Linux.
    private const int ReadWrite = 0x2;
    private const int Exclusive = 0x80;
    private const int Unnamed = 0x40_0000;
    private const int FollowLink = 0x400;
    private const int SharedLock = 1;
    private const int ExclusiveLock = 2;
    private const int DoNotWait = 4;
    private const int KeepSize = 1;

    /// <summary>How long a name may be (<c>NAME_MAX</c>).</summary>
    public const int MaxNameBytes = 255;

    /// <summary>The state of a file, links followed; null where it does not exist.</summary>
    public static FileState? Stat(FilePath path)
    {
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        return TryReadStatus(path, status) ? ReadState(status) : null;
    }

    /// <summary>The state of an open file; of a link itself where that is open.</summary>
    /// <param name="file">Opened in any way.</param>
    public static FileState Stat(SafeFileHandle file)
    {
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        ThrowOnError(FileCalls.TryReadStatus(file, status) ? 0 : -1, "stat of an open file");
        return ReadState(status);
    }

    /// <summary>True where something exists, links followed: not for a dangling or circular link, nor without permission to
    /// look.</summary>
    /// <remarks>.NET's own method returns true for the link.</remarks>
    public static bool Exists(FilePath path)
    {
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        return !path.SystemPath.Contains('\0', StringComparison.Ordinal)
            && FileCalls.TryReadStatus(path.SystemPath, status);
    }

    /// <summary>The identity of a file, which distinguishes it from others and from its earlier content, links followed; null where it does
    /// not exist. Its path is empty.</summary>
    public static FileIdentity? Identify(string path)
    {
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        return TryReadStatus(path, status) ? ReadIdentity(status) : null;
    }

    /// <summary>Creates a file without a name that is readable only by this user and vanishes when it is closed; null where the folder does
    /// not support that.</summary>
    public static SafeFileHandle? TryCreateUnnamed(FilePath directory) =>
        TryOpen(directory, ReadWrite | Unnamed | UnixTree.DirectoryOnly);

    /// <summary>Creates a file that must not exist yet, readable only by this user; null where one exists. Open for reading too, which a
    /// shared lock over NFS requires.</summary>
    public static SafeFileHandle? CreateIfAbsent(FilePath path)
    {
        var file = TryOpen(path, ReadWrite | FileCalls.Create | Exclusive);
        var error = Marshal.GetLastPInvokeError();
        return file is not null || error == UnixError.Exists ? file : throw new UnixException($"open {path}", error);
    }

    /// <summary>Opens a file, links followed. Never blocks, whatever its kind: a pipe may have taken its name.</summary>
    public static SafeFileHandle OpenForReading(FilePath path) =>
        TryOpen(path, FileCalls.DoNotBlock) ?? throw new UnixException($"open {path}", Marshal.GetLastPInvokeError());

    /// <summary>Opens an open file again, read-only; null where that is not possible, as without <c>/proc</c>.</summary>
    public static SafeFileHandle? TryOpenAgainForReading(SafeFileHandle file) => TryOpen(DescriptorPath(file), FileCalls.DoNotBlock);

    /// <summary>Opens a file unless it is a link. Never blocks, whatever its kind.</summary>
    public static SafeFileHandle OpenForWriting(FilePath path) =>
        TryOpen(path, FileCalls.WriteOnly | FileCalls.DoNotBlock | UnixTree.NoFollow)
        ?? throw new UnixException($"open {path}", Marshal.GetLastPInvokeError());

    /// <summary>A path to an open file, even if its name changes; none where <c>/proc</c> is not mounted.</summary>
    public static string DescriptorPath(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    /// <summary>Gives an unnamed file a name; false where that name is taken or the file cannot be named.</summary>
    public static bool TryLink(SafeFileHandle file, FilePath path) =>
        linkat(FileCalls.CurrentDirectory, DescriptorPath(file), FileCalls.CurrentDirectory, path.SystemPath, FollowLink) == 0;

    public static void Rename(FilePath from, FilePath to) => ThrowOnError(rename(Named(from), Named(to)), $"rename {from} {to}");

    public static void ChangeOwner(SafeFileHandle file, string path, uint userId, uint groupId) =>
        ThrowOnError(fchown(file, userId, groupId), $"chown {path}");

    public static void ChangeMode(SafeFileHandle file, string path, UnixFileMode mode) =>
        ThrowOnError(fchmod(file, (uint)mode), $"chmod {path}");

    /// <summary>Reserves room for bytes that will be written, without changing the file's length; false where the file system
    /// does not support that.</summary>
    /// <param name="file">Open for writing.</param>
    /// <param name="path">The file's path, for the error.</param>
    /// <param name="length">From the start.</param>
    /// <exception cref="UnixException">There is not enough room.</exception>
    public static bool Reserve(SafeFileHandle file, string path, long length)
    {
        // With 32-bit offsets, the C library has this function under another name.
        if (length == 0 || !Environment.Is64BitProcess)
        {
            return length == 0;
        }

        while (fallocate(file, KeepSize, 0, length) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case UnixError.Interrupted:
                    continue;
                case UnixError.NotSupported or UnixError.NoSuchCall or UnixError.Invalid:
                    return false;
                case var error:
                    throw new UnixException($"write {path}", error);
            }
        }

        return true;
    }

    /// <summary>Writes bytes at an offset of a file.</summary>
    /// <param name="file">Open for writing.</param>
    /// <param name="path">Its name in the error: .NET has no path of a file that it did not open.</param>
    /// <param name="bytes">All of them are written.</param>
    /// <param name="offset">From the start.</param>
    /// <exception cref="UnixException">They could not be written, or only in part.</exception>
    public static void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UnixException($"write {path}", ErrorOf(exception));
        }
    }

    /// <summary>Sets the length of a file and waits until all of it is on the disk.</summary>
    /// <param name="file">Open for writing.</param>
    /// <param name="path">Its name in the error.</param>
    /// <param name="length">In bytes; null to keep it.</param>
    /// <exception cref="UnixException">It failed.</exception>
    public static void Flush(SafeFileHandle file, string path, long? length = null)
    {
        try
        {
            if (length is { } bytes)
            {
                RandomAccess.SetLength(file, bytes);
            }

            RandomAccess.FlushToDisk(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UnixException($"write {path}", ErrorOf(exception));
        }
    }

    /// <summary>Waits until the names in a folder are on the disk: of files that were created, moved or removed there.</summary>
    /// <exception cref="UnixException">It failed.</exception>
    public static void FlushFolder(string path)
    {
        using var folder = OpenForReading(path);
        Flush(folder, path);
    }

    /// <summary>Marks a file as in use, until it is closed.</summary>
    public static void LockShared(SafeFileHandle file) => _ = flock(file, SharedLock | DoNotWait);

    /// <summary>True where no program, this one included, has marked the file as in use; null where the handle does not permit it: over NFS
    /// it has to be open for writing.</summary>
    public static bool? TryLockExclusive(SafeFileHandle file) => flock(file, ExclusiveLock | DoNotWait) == 0
        ? true
        : Marshal.GetLastPInvokeError() == UnixError.BadDescriptor ? null : false;

    // .NET throws another exception for some error numbers; for the others it keeps the number.
    private static int ErrorOf(Exception exception) => exception switch
    {
        ArgumentException => UnixError.TooLarge,
        UnauthorizedAccessException => UnixError.PermissionDenied,
        _ => exception.HResult,
    };

    private static SafeFileHandle? TryOpen(FilePath path, int flags)
    {
        var descriptor = FileCalls.Open(Named(path), flags, FileCalls.OwnerOnly);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static bool TryReadStatus(FilePath path, Span<byte> status)
    {
        if (FileCalls.TryReadStatus(Named(path), status))
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error is UnixError.NoSuchFile or UnixError.NotADirectory ? false : throw new UnixException($"stat {path}", error);
    }

    // The C library would end the name at a NUL byte, and use another file.
    internal static string Named(FilePath path) =>
        path.SystemPath.Contains('\0', StringComparison.Ordinal) ? throw new UnixException(
            $"open {path.Text.Replace("\0", "\\0", StringComparison.Ordinal)}", UnixError.Invalid) : path.SystemPath;

    private static void ThrowOnError(int result, string operation)
    {
        if (result != 0)
        {
            throw new UnixException(operation, Marshal.GetLastPInvokeError());
        }
    }

    private static FileState ReadState(ReadOnlySpan<byte> status)
    {
        const int UserIdOffset = 20;
        const int GroupIdOffset = 24;
        return new FileState(
            FileCalls.KindIn(status),
            FileCalls.SizeIn(status),
            (UnixFileMode)(FileCalls.ModeIn(status) & 0xFFF),
            BitConverter.ToUInt32(status[UserIdOffset..]),
            BitConverter.ToUInt32(status[GroupIdOffset..]));
    }

    private static FileIdentity ReadIdentity(ReadOnlySpan<byte> status)
    {
        const int InodeOffset = 32;
        const int ChangedOffset = 96;
        const int ModifiedOffset = 112;
        const int DeviceOffset = 136;
        return new FileIdentity(
            "",
            BitConverter.ToUInt64(status[DeviceOffset..]),
            BitConverter.ToUInt64(status[InodeOffset..]),
            FileCalls.SizeIn(status),
            ReadTime(status[ModifiedOffset..]),
            ReadTime(status[ChangedOffset..]));
    }

    private static long ReadTime(ReadOnlySpan<byte> time) =>
        unchecked((BitConverter.ToInt64(time) * 1_000_000_000) + BitConverter.ToUInt32(time[sizeof(long)..]));

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int linkat(int fromDirectory, string from, int toDirectory, string to, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(SafeFileHandle file, uint userId, uint groupId);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(SafeFileHandle file, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);
}
