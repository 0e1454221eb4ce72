namespace Confd.Engine.Posix;

/// <summary>Detects whether a path still leads to the same bytes, without reading them.</summary>
/// <param name="Target">The target of the path, links followed.</param>
/// <param name="Device">The ID of the file system.</param>
/// <param name="Inode">The number of the file in it: a replaced file has another one.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">When the bytes were written, in nanoseconds since 1970; the owner of the file can set it.</param>
/// <param name="Changed">When anything about the file changed, in nanoseconds since 1970; it cannot be set.</param>
internal readonly record struct FileIdentity(string Target, ulong Device, ulong Inode, long Size, long Modified, long Changed)
{
    // The coarsest clock of a file system in use: two writes within it may leave the same times.
    private const long ClockStep = 2_000_000_000;

    /// <summary>The identity of the file that a path leads to; null where there is none, or it cannot be examined.</summary>
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
    /// True where the file is so recent that another write may leave the same times: as long as that is so, only its bytes show
    /// changes.
    /// </summary>
    /// <param name="now">When the identity was taken.</param>
    public bool IsFresh(DateTimeOffset now) => (now - DateTimeOffset.UnixEpoch).TotalNanoseconds - Math.Max(Modified, Changed) < ClockStep;
}
