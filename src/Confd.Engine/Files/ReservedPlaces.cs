using Confd.Engine.Posix;
using Confd.Shared.Files;

namespace Confd.Engine.Files;

/// <summary>Places where nothing may be replaced: they contain devices and the kernel's own views, even if one looks like a
/// file.</summary>
internal static class ReservedPlaces
{
    private static readonly string[] Folders = ["/dev", "/proc", "/sys"];

    // Memory for the files of programs, mounted below /dev by convention: files in it are not devices because of their place.
    private const string SharedMemory = "/dev/shm";

    /// <summary>The reason why a destination may not be replaced; null where it may, and where it does not exist yet.</summary>
    /// <param name="destination">The path as it was written; each link on the way to its target is checked too.</param>
    /// <exception cref="UnixException">It cannot be examined.</exception>
    public static string? FindProblem(FilePath destination)
    {
        if (UnixFile.Stat(destination)?.Kind == FileKind.Special)
        {
            return $"{destination} is a device, a pipe or a socket: only files are replaced";
        }

        // /dev/stdout leads through /proc/self/fd/1 to the file to which the output was redirected.
        var (target, links) = RealPath.Resolve(destination.Text);
        string[] places = [.. links, target, .. HeldPlaceOf(destination)];
        return Array.Find(places, IsReserved) is { } place
            ? $"{destination} leads to {place}: nothing below /dev, /proc or /sys is replaced (except below {SharedMemory})"
            : null;
    }

    // By now the path may lead to another folder than the held one.
    private static string[] HeldPlaceOf(FilePath destination) =>
        destination.IsHeld && new FileInfo(destination.Folder.SystemPath).LinkTarget is { } folder
            ? [RealPath.Resolve(Path.Join(folder, Path.GetFileName(destination.SystemPath))).Target]
            : [];

    private static bool IsReserved(string path) =>
        Array.Exists(Folders, folder => RealPath.IsBelow(path, folder)) && path != SharedMemory && !RealPath.IsBelow(path, SharedMemory);
}
