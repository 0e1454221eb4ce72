namespace Confd.Engine.Posix;

/// <summary>Finds out where files really are. Resolves each folder once: made for one cycle or one reading, as links may change between
/// two.</summary>
internal sealed class FilePlaces
{
    private readonly Dictionary<string, string?> _folders = new(StringComparer.Ordinal);

    /// <summary>The place of a file, which need not exist; where a link on the way cannot be resolved, the place by text.</summary>
    /// <param name="path">As users write it.</param>
    public FilePlace Of(string path) => new(OfFolder(FilePath.FolderOf(path)), Path.GetFileName(path));

    /// <summary>A folder without links, which need not exist; where a link cannot be resolved, its full path by text.</summary>
    /// <param name="folder">As users write it.</param>
    public string OfFolder(string folder) => TryResolve(folder) ?? Path.GetFullPath(folder);

    /// <summary>True for a folder at or below another, links followed; false where one cannot be resolved.</summary>
    /// <param name="folder">The folder that may be below the other.</param>
    /// <param name="root">The outer folder.</param>
    public bool IsAtOrBelow(string folder, string root) =>
        folder == root
        || (TryResolve(folder) is { } inner && TryResolve(root) is { } outer && RealPath.IsAtOrBelow(inner, outer));

    private string? TryResolve(string folder)
    {
        if (!_folders.TryGetValue(folder, out var real))
        {
            real = RealPath.TryResolve(folder);
            _folders.Add(folder, real);
        }

        return real;
    }
}
