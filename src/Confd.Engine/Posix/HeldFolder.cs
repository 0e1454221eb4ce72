using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>
/// A folder that is held open: what is done to its files is done there, and nowhere else, also where its path leads elsewhere meanwhile.
/// </summary>
internal sealed class HeldFolder : IDisposable
{
    private readonly SafeFileHandle _folder;

    private HeldFolder(SafeFileHandle folder) => _folder = folder;

    // The kernel takes whatever stands behind it from the open folder.
    private string Way => UnixFile.WayTo(_folder);

    /// <summary>Opens a folder at or below another.</summary>
    /// <param name="root">The outer folder, as people write it: links are followed.</param>
    /// <param name="folder">The folder itself, as people write it: links that lead outside are not followed, whoever puts them there
    /// meanwhile.</param>
    /// <exception cref="IOException">There is no such folder, or it leads out of the outer one.</exception>
    public static HeldFolder OpenBelow(string root, string folder)
    {
        var below = RealPath.TryResolveBelow(root, folder) ?? throw new IOException($"{folder} leads out of {root} by a link");
        var held = new HeldFolder(UnixTree.OpenFolder(root, below, folder));
        if (UnixFile.Exists(held.Way))
        {
            return held;
        }

        held.Dispose();
        throw new IOException($"cannot hold {folder} open: /proc is not mounted");
    }

    /// <summary>The file of the folder that a path names last.</summary>
    public FilePath At(string path) => new(path, $"{Way}/{Path.GetFileName(path)}");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
