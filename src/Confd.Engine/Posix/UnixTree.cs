using System.Runtime.InteropServices;
using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>Opens folders and removes files below a folder step by step, so that no link on the way is ever followed, even if it is
/// created in the meantime.</summary>
internal static partial class UnixTree
{
    // <fcntl.h> of Linux. One of them is among the few numbers that differ between architectures.
    private const int NoFollowAt = 0x100;

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;

    /// <summary>The flag of <c>open</c> that requires a folder.</summary>
    internal static readonly int DirectoryOnly = IsArm ? 0x4000 : 0x1_0000;

    /// <summary>The flag of <c>open</c> that fails if the last name is a link.</summary>
    internal static readonly int NoFollow = FileCalls.NoFollow;

    /// <summary>The path of a folder without any link in it; null where there is no such folder.</summary>
    /// <param name="folder">A folder as users write it: links are followed, but only now.</param>
    public static string? RealPathOf(FilePath folder)
    {
        var descriptor = FileCalls.Open(folder.SystemPath, FileCalls.PathOnly | DirectoryOnly);
        if (descriptor < 0)
        {
            return null;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return new FileInfo(UnixFile.DescriptorPath(handle)).LinkTarget;
    }

    /// <summary>Opens a file for reading unless it is a link; null where there is none. Never blocks, whatever its kind.</summary>
    /// <exception cref="UnixException">It is a link, or cannot be opened.</exception>
    public static SafeFileHandle? OpenForReadingIfThere(FilePath path) => TryOpen(path, NoFollow | FileCalls.DoNotBlock);

    /// <summary>Opens a file only for its state and attributes, which needs no permission to read it; null where there is
    /// none.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="followsLink">False: the link itself.</param>
    /// <exception cref="UnixException">It cannot be examined.</exception>
    public static SafeFileHandle? OpenPathIfThere(FilePath path, bool followsLink) =>
        TryOpen(path, FileCalls.PathOnly | (followsLink ? 0 : NoFollow));

    /// <summary>As <see cref="OpenForReadingIfThere"/>; null also where it cannot be opened.</summary>
    public static SafeFileHandle? TryOpenForReading(FilePath path)
    {
        try
        {
            return OpenForReadingIfThere(path);
        }
        catch (UnixException)
        {
            return null;
        }
    }

    /// <summary>True where something has this name, a dangling link included.</summary>
    public static bool IsTaken(string path)
    {
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        return FileCalls.TryReadStatus(path, status, NoFollowAt);
    }

    /// <summary>True for a relative path that only leads downwards, by valid names of files.</summary>
    public static bool LeadsDown(string relative) =>
        !relative.Contains('\0', StringComparison.Ordinal) && relative.Split('/').All(name => name is not ("" or "." or ".."));

    /// <summary>Removes a regular file below a folder.</summary>
    /// <param name="folder">A full path without links, as <see cref="RealPathOf"/> returns it.</param>
    /// <param name="relative">The file's path below it.</param>
    /// <exception cref="UnixException">It exists and cannot be removed.</exception>
    public static RemovalOutcome Remove(string folder, string relative)
    {
        if (!LeadsDown(relative))
        {
            return RemovalOutcome.NotOurs;
        }

        string[] names = [.. folder.Split('/', StringSplitOptions.RemoveEmptyEntries), .. relative.Split('/')];
        using var parent = TryDescend("/", names[..^1], out var error);
        return parent is null ? OutcomeOf(error, folder, relative) : RemoveIn(parent, names[^1], folder, relative);
    }

    /// <summary>Opens a folder for operations in it.</summary>
    /// <param name="root">A folder as users write it: links are followed, but only now.</param>
    /// <param name="below">The folder's path below it; no link on this path is followed.</param>
    /// <param name="shown">Its name in an error.</param>
    /// <exception cref="UnixException">It cannot be opened.</exception>
    public static SafeFileHandle OpenFolder(string root, string below, string shown) =>
        TryDescend(UnixFile.Named(root), UnixFile.Named(below).Split('/'), out var error)
        ?? throw new UnixException($"open {shown}", error);

    /// <summary>Opens a folder for operations in it; null where it cannot be opened.</summary>
    /// <param name="folder">As users write it: links are followed, but only now.</param>
    /// <param name="error">The error number.</param>
    public static SafeFileHandle? TryOpenFolder(string folder, out int error) => TryDescend(UnixFile.Named(folder), [], out error);

    private static SafeFileHandle? TryOpen(FilePath path, int flags)
    {
        var descriptor = FileCalls.Open(path.SystemPath, flags);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        var error = Marshal.GetLastPInvokeError();
        return error is UnixError.NoSuchFile or UnixError.NotADirectory ? null : throw new UnixException($"open {path}", error);
    }

    private static SafeFileHandle? TryDescend(string root, string[] names, out int error)
    {
        var descriptor = FileCalls.Open(root, FileCalls.PathOnly | DirectoryOnly);
        error = Marshal.GetLastPInvokeError();
        for (var next = 0; next < names.Length && descriptor >= 0; next++)
        {
            using var current = new SafeFileHandle(descriptor, ownsHandle: true);
            descriptor = FileCalls.Open(current, names[next], FileCalls.PathOnly | DirectoryOnly | NoFollow);
            error = Marshal.GetLastPInvokeError();
        }

        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static RemovalOutcome RemoveIn(SafeFileHandle parent, string name, string folder, string relative)
    {
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        if (!FileCalls.TryReadStatus(parent, status, name, NoFollowAt))
        {
            return OutcomeOf(Marshal.GetLastPInvokeError(), folder, relative);
        }

        if (FileCalls.KindIn(status) != FileKind.Regular)
        {
            return RemovalOutcome.NotOurs;
        }

        return unlinkat(parent, name, 0) == 0 ? RemovalOutcome.Removed : OutcomeOf(Marshal.GetLastPInvokeError(), folder, relative);
    }

    private static RemovalOutcome OutcomeOf(int error, string folder, string relative) => error switch
    {
        UnixError.NoSuchFile or UnixError.NameTooLong => RemovalOutcome.Missing,
        UnixError.NotADirectory or UnixError.TooManyLinks => RemovalOutcome.NotOurs,
        _ => throw new UnixException($"unlink {folder}/{relative}", error),
    };

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlinkat(SafeFileHandle directory, string path, int flags);
}
