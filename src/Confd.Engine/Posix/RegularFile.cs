namespace Confd.Engine.Posix;

/// <summary>Reads files of folders that others may write to: a pipe there would hold the reader up for ever, and a device or a file without
/// end fill its memory.</summary>
internal static class RegularFile
{
    /// <summary>The size up to which files are read.</summary>
    /// <value>256 MB.</value>
    public const long Largest = 256 * 1024 * 1024;

    /// <summary>All bytes of a file, links followed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mayBePipe">True where whoever names it may mean a pipe; what comes out of it is bounded as a file is.</param>
    /// <exception cref="IOException">It is no regular file, is too large, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadAll(string path, bool mayBePipe = false)
    {
        switch (Look(path))
        {
            case { Kind: FileKind.Special } when mayBePipe:
                return ReadToItsEnd(path);
            case { Kind: FileKind.Special }:
                throw new IOException("it is a device, a pipe or a socket and no file");
            case { Kind: FileKind.Regular, Size: > Largest }:
                throw TooLarge();
            default:
                return File.ReadAllBytes(path);
        }
    }

    private static byte[] ReadToItsEnd(string path)
    {
        using var source = File.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (source.Read(buffer) is > 0 and var count)
        {
            content.Write(buffer, 0, count);
            if (content.Length > Largest)
            {
                throw TooLarge();
            }
        }

        return content.ToArray();
    }

    private static IOException TooLarge() => new($"it is larger than {Largest / 1024 / 1024} MB");

    // What keeps a file from being looked at is said by reading it, in the words that operators know.
    private static FileState? Look(string path)
    {
        try
        {
            return FileState.Of(path);
        }
        catch (UnixException)
        {
            return null;
        }
    }
}
