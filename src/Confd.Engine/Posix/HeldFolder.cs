using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>
/// A folder that is held open: what is done to its files is done there, and nowhere else, also where its path leads elsewhere meanwhile.
/// </summary>
internal sealed class HeldFolder : IDisposable
{
    // Files on these ways fail with the errors of a folder that is not there, and of one that is a file.
    private const string WayToNothing = "/proc/self/fd/none";
    private const string WayThroughAFile = "/dev/null";

    private readonly SafeFileHandle? _folder;
    private readonly string _way;
    private readonly bool _followsLinks;

    private HeldFolder(SafeFileHandle folder, bool followsLinks)
        : this(UnixFile.WayTo(folder)) // the kernel takes whatever stands behind it from the open folder
    {
        _folder = folder;
        _followsLinks = followsLinks;
    }

    private HeldFolder(string way) => _way = way;

    /// <summary>True where folders can be held: the way to what is open leads through <c>/proc</c>.</summary>
    public static bool IsPossible => Directory.Exists("/proc/self/fd");

    /// <summary>Opens a folder that the operator has named.</summary>
    /// <param name="folder">As people write it: links are followed, here and for the last time; a link at the file itself is what the
    /// operator means.</param>
    /// <returns>A folder in which nothing can be done where there is none, whoever makes it meanwhile; null where none can be
    /// held.</returns>
    /// <exception cref="UnixException">It may not be looked at.</exception>
    public static HeldFolder? Open(string folder) =>
        !IsPossible ? null
        : UnixTree.TryOpenFolder(folder, out var error) is { } opened ? new HeldFolder(opened, followsLinks: true)
        : error switch
        {
            UnixError.NoSuchFile => new HeldFolder(WayToNothing),
            UnixError.NotADirectory => new HeldFolder(WayThroughAFile),
            _ => throw new UnixException($"stat {folder}", error),
        };

    /// <summary>Opens a folder at or below another.</summary>
    /// <param name="root">The outer folder, as people write it: links are followed.</param>
    /// <param name="folder">The folder itself, as people write it: links that lead outside are not followed, whoever puts them there
    /// meanwhile.</param>
    /// <exception cref="IOException">There is no such folder, or it leads out of the outer one.</exception>
    public static HeldFolder OpenBelow(string root, string folder)
    {
        var below = RealPath.TryResolveBelow(root, folder) ?? throw new IOException($"{folder} leads out of {root} by a link");
        return IsPossible
            ? new HeldFolder(UnixTree.OpenFolder(root, below, folder), followsLinks: false)
            : throw new IOException($"cannot hold {folder} open: /proc is not mounted");
    }

    /// <summary>The file of the folder that a path names last.</summary>
    public FilePath At(string path) => new(path, $"{_way}/{Path.GetFileName(path)}") { FollowsLink = _followsLinks };

    /// <inheritdoc/>
    public void Dispose() => _folder?.Dispose();
}
