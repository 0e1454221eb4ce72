using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Confd.Shared.Files;

/// <summary>Reads whole files, wherever they lie: a pipe in the place of a file would block the reader for ever, and a device or a file
/// without end fill its memory.</summary>
/// <remarks>Checks the opened file, not its name before opening. Locks of others are ignored: every process that may read a file may
/// lock it.</remarks>
internal static class RegularFile
{
    /// <summary>The size up to which files are read.</summary>
    /// <value>256 MB.</value>
    public const long MaxBytes = 256 * Megabyte;

    /// <summary>The size up to which certificates are read; distributions have 0.2 to 0.5 MB.</summary>
    /// <value>16 MB.</value>
    public const long MaxCertificateBytes = 16 * Megabyte;

    /// <summary>The size up to which tokens and keys are read.</summary>
    /// <value>1 MB.</value>
    public const long MaxSecretBytes = Megabyte;

    private const long Megabyte = 1024 * 1024;

    /// <summary>Reads all bytes of a file; follows links.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The largest size that is read, in bytes.</param>
    /// <param name="mayBePipe">True where the user who names it may mean a pipe; its writer is waited for.</param>
    /// <exception cref="FileReadException">It is not a regular file, is too large, or cannot be read.</exception>
    public static byte[] ReadAll(string path, long maxBytes = MaxBytes, bool mayBePipe = false) =>
        Read(path, maxBytes, mayBePipe) ?? throw new FileReadException(path, UnixError.NoSuchFile);

    /// <summary>Reads all bytes of a file; null where nothing is at the path, unlike a file that cannot be reached.</summary>
    /// <inheritdoc cref="ReadAll(string, long, bool)"/>
    public static byte[]? ReadAllIfThere(string path, long maxBytes = MaxBytes, bool mayBePipe = false) =>
        OperatingSystem.IsLinux() || Path.Exists(path) ? Read(path, maxBytes, mayBePipe) : null;

    /// <summary>Reads the text of a file, following links; UTF-8 unless a byte order mark says otherwise.</summary>
    /// <inheritdoc cref="ReadAll(string, long, bool)"/>
    public static string ReadText(string path, long maxBytes = MaxBytes, bool mayBePipe = false)
    {
        using var text = new StreamReader(new MemoryStream(ReadAll(path, maxBytes, mayBePipe)));
        return text.ReadToEnd();
    }

    /// <summary>Reads all bytes of an open file, on Linux.</summary>
    /// <param name="file">Open for reading; this method closes it.</param>
    /// <param name="path">The name for the error.</param>
    /// <param name="maxBytes">The largest size that is read, in bytes.</param>
    /// <param name="mayBePipe">True where it may be a pipe or a device.</param>
    /// <exception cref="FileReadException">It is not a regular file, or is too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] ReadAll(SafeFileHandle file, string path, long maxBytes = MaxBytes, bool mayBePipe = false)
    {
        Span<byte> status = stackalloc byte[FileCalls.StatusBytes];
        if (!FileCalls.TryReadStatus(file, status))
        {
            throw new FileReadException(path, Marshal.GetLastPInvokeError());
        }

        switch (FileCalls.KindIn(status))
        {
            case FileKind.Directory:
                throw new FileReadException(path, UnixError.IsADirectory);
            case FileKind.Special when !mayBePipe:
                throw FileReadException.NotRegular(path);
            default:
                using (var stream = new FileStream(file, FileAccess.Read, bufferSize: 0))
                {
                    return ReadToItsEnd(stream, path, FileCalls.SizeIn(status), maxBytes);
                }
        }
    }

    // Null where nothing is at the path, on Linux.
    private static byte[]? Read(string path, long maxBytes, bool mayBePipe)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                using var file = Open(path, mayBePipe);
                return file is null ? null : ReadAll(file, path, maxBytes, mayBePipe);
            }

            using var stream = File.OpenRead(path);
            return ReadToItsEnd(stream, path, stream.CanSeek ? stream.Length : 0, maxBytes);
        }
        catch (Exception failed) when (
            failed is (IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException) and not FileReadException)
        {
            throw FileReadException.From(failed, path);
        }
    }

    // Reads the reported size, and what was appended since; files of the kernel, pipes and devices report no size.
    private static byte[] ReadToItsEnd(FileStream stream, string path, long size, long maxBytes)
    {
        var content = size > maxBytes ? throw TooLarge(path, maxBytes) : new byte[size];
        var length = Fill(stream, content, 0);
        while (length == content.Length && stream.ReadByte() is >= 0 and var next)
        {
            if (length == maxBytes)
            {
                throw TooLarge(path, maxBytes);
            }

            Array.Resize(ref content, (int)Math.Min(maxBytes, Math.Max(4096, content.Length * 2L)));
            content[length] = (byte)next;
            length = Fill(stream, content, length + 1);
        }

        return length == content.Length ? content : content[..length];
    }

    private static int Fill(FileStream stream, byte[] content, int length) =>
        length + stream.ReadAtLeast(content.AsSpan(length), content.Length - length, throwOnEndOfStream: false);

    // Null where nothing is at the path.
    private static SafeFileHandle? Open(string path, bool mayBePipe)
    {
        // The C library would end the name at a NUL byte, and open another file.
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new FileReadException(path, UnixError.Invalid);
        }

        var descriptor = FileCalls.Open(path, FileCalls.NoTerminal | (mayBePipe ? 0 : FileCalls.DoNotBlock));
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        return Marshal.GetLastPInvokeError() switch
        {
            UnixError.NoSuchFile => null,
            UnixError.NoDevice => throw FileReadException.NotRegular(path),
            var error => throw new FileReadException(path, error),
        };
    }

    private static FileReadException TooLarge(string path, long maxBytes) => new(path, $"it is larger than {maxBytes / Megabyte} MB");
}
