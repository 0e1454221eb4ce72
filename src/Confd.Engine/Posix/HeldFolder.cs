using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>
/// A folder that is held open: operations on its files happen in that folder, even if its path leads elsewhere in the meantime.
/// </summary>
internal sealed class HeldFolder : IDisposable
{
    // Operations on these paths fail with the errors for a missing folder, and for a file in place of a folder.
    private const string MissingFolderPath = "/proc/self/fd/none";
    private const string FileAsFolderPath = "/dev/null";

    private readonly SafeFileHandle? _folder;
    private readonly string _way;
    private readonly bool _followsLinks;

    private HeldFolder(SafeFileHandle folder, bool followsLinks)
        : this(UnixFile.DescriptorPath(folder)) // the kernel resolves the rest of the path in the open folder
    {
        _folder = folder;
        _followsLinks = followsLinks;
    }

    private HeldFolder(string way) => _way = way;

    /// <summary>True where folders can be held: the path to an open file leads through <c>/proc</c>.</summary>
    public static bool IsPossible => Directory.Exists("/proc/self/fd");

    /// <summary>Opens a folder that the operator has named.</summary>
    /// <param name="folder">As users write it: links are followed, but only now; a link at the file itself is intended by the
    /// operator.</param>
    /// <returns>A folder in which every operation fails where there is none, even if it is created in the meantime; null where folders
    /// cannot be held.</returns>
    /// <exception cref="UnixException">It cannot be examined.</exception>
    public static HeldFolder? Open(string folder) =>
        !IsPossible ? null
        : UnixTree.TryOpenFolder(folder, out var error) is { } opened ? new HeldFolder(opened, followsLinks: true)
        : error switch
        {
            UnixError.NoSuchFile => new HeldFolder(MissingFolderPath),
            UnixError.NotADirectory => new HeldFolder(FileAsFolderPath),
            _ => throw new UnixException($"stat {folder}", error),
        };

    /// <summary>Opens a folder at or below another.</summary>
    /// <param name="root">The outer folder, as users write it: links are followed.</param>
    /// <param name="folder">The folder itself, as users write it: links that lead outside are not followed, even if they are created
    /// in the meantime.</param>
    /// <exception cref="IOException">There is no such folder, or it leads out of the outer one.</exception>
    public static HeldFolder OpenBelow(string root, string folder)
    {
        var below = RealPath.TryResolveBelow(root, folder) ?? throw new IOException($"{folder} leads out of {root} by a link");
        return IsPossible
            ? new HeldFolder(UnixTree.OpenFolder(root, below, folder), followsLinks: false)
            : throw new IOException($"cannot hold {folder} open: /proc is not mounted");
    }

    /// <summary>The file in the folder with the last name of a path.</summary>
    public FilePath At(string path) => new(path, $"{_way}/{Path.GetFileName(path)}") { FollowsLink = _followsLinks };

    /// <inheritdoc/>
    public void Dispose() => _folder?.Dispose();
}
