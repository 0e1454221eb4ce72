using System.Runtime.InteropServices;
using System.Text;
using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Flags.Service.Receiving;

/// <summary>Opens a file for appending. Never blocks, whatever has replaced the file, and checks what was opened: in a folder where others
/// may write, they could otherwise receive the data, or have it written into one of this user's files.</summary>
internal static class AppendedFile
{
    private const int MaxLinks = 40;

    private static readonly int AppendOnly = FileCalls.WriteOnly | FileCalls.Create | FileCalls.Append | FileCalls.DoNotBlock
        | FileCalls.NoFollow | FileCalls.NoTerminal;

    /// <summary>Opens the file, or makes it, readable by its owner alone. Whatever is written goes to the end that the file has by then, on
    /// Linux also where another process appends to it.</summary>
    /// <exception cref="IOException">It cannot be opened, is not a file, belongs to another user, or another user's link leads to
    /// it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written, where the system is not Linux.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new FileStream(path, OptionsElsewhere());
        }

        var file = OpenOnLinux(path);
        try
        {
            Validate(file, path);
            return new FileStream(file, FileAccess.Write, bufferSize: 0);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A path to read the open file, whatever has its name by now.</summary>
    public static string ReadablePathOf(FileStream file, string path) =>
        OperatingSystem.IsLinux() ? $"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}" : path;

    // Links are followed one by one: each is checked as opened, and cannot be replaced between the check and following it.
    private static SafeFileHandle OpenOnLinux(string path)
    {
        // The C library would use the part before a NUL byte as the name, which is another file.
        var way = path.Contains('\0', StringComparison.Ordinal) ? throw new FileReadException(path, UnixError.Invalid) : path;
        for (var links = 0; links < MaxLinks; links++)
        {
            var descriptor = FileCalls.Open(way, AppendOnly, FileCalls.OwnerOnly);
            var error = Marshal.GetLastPInvokeError();
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            way = error switch
            {
                UnixError.TooManyLinks => Path.Combine(Path.GetDirectoryName(way) ?? "", TargetOf(way, path)),
                UnixError.NoDevice => throw FileReadException.NotRegular(path),
                _ => throw new FileReadException(path, error),
            };
        }

        throw new FileReadException(path, UnixError.TooManyLinks);
    }

    private static string TargetOf(string link, string path)
    {
        var descriptor = FileCalls.Open(link, FileCalls.PathOnly | FileCalls.NoFollow);
        if (descriptor < 0)
        {
            throw new FileReadException(path, Marshal.GetLastPInvokeError());
        }

        using var held = new SafeFileHandle(descriptor, ownsHandle: true);
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        if (!FileCalls.TryReadStatus(held, status))
        {
            throw new FileReadException(path, Marshal.GetLastPInvokeError());
        }

        if (!IsTrusted(status))
        {
            throw new FileReadException(path, "a link of another user leads there");
        }

        // No longer a link: nothing is followed, and the loop finds what replaced it.
        return FileCalls.ReadLink(held) is { } target ? Encoding.UTF8.GetString(target) : Path.GetFileName(link);
    }

    private static void Validate(SafeFileHandle file, string path)
    {
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        if (!FileCalls.TryReadStatus(file, status))
        {
            throw new FileReadException(path, Marshal.GetLastPInvokeError());
        }

        if (FileCalls.KindIn(status) != FileKind.Regular)
        {
            throw FileReadException.NotRegular(path);
        }

        if (!IsTrusted(status))
        {
            throw new FileReadException(path, "it belongs to another user");
        }
    }

    private static bool IsTrusted(ReadOnlySpan<byte> status) =>
        FileCalls.OwnerIn(status) is var owner && (owner == 0 || owner == FileCalls.EffectiveUserId);

    private static FileStreamOptions OptionsElsewhere()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, // without append mode, each line is written at the current end
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
