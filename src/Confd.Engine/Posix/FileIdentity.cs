namespace Confd.Engine.Posix;

/// <summary>What tells whether a path still leads to the same bytes, without reading them.</summary>
/// <param name="Target">Where the path leads, links followed.</param>
/// <param name="Device">The file system's number.</param>
/// <param name="Inode">The file's number in it: another one for a file that was replaced.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">When the bytes were written, in nanoseconds since 1970; anyone may set it.</param>
/// <param name="Changed">When anything about the file changed, in nanoseconds since 1970; nobody can set it.</param>
internal readonly record struct FileIdentity(string Target, ulong Device, ulong Inode, long Size, long Modified, long Changed)
{
    // The coarsest clock of a file system in use: two writes within it may leave the same times.
    private const long ClockStep = 2_000_000_000;

    /// <summary>The identity of the file that a path leads to; null where there is none, or none that can be looked at.</summary>
    public static FileIdentity? Of(string path)
    {
        try
        {
            return RealPath.Resolve(path).Target is var target && UnixFile.Identify(target) is { } identity
                ? identity with { Target = target }
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// True where the file is so fresh that it may be written once more without its times telling: as long as that is so, only the bytes
    /// tell.
    /// </summary>
    /// <param name="now">When the identity was taken.</param>
    public bool IsFresh(DateTimeOffset now) => (now - DateTimeOffset.UnixEpoch).TotalNanoseconds - Math.Max(Modified, Changed) < ClockStep;
}
