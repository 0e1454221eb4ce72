using Confd.Engine.Commands;
using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>One file that a resource keeps in sync: its only one, that of a name of its <c>for_each</c>, or a former one.</summary>
/// <param name="Resource">The resource with the settings.</param>
/// <param name="Path">The file: a relative path starts at the working directory.</param>
/// <param name="Origin">The source of the path.</param>
internal sealed record TargetFile(Resource Resource, string Path, PathOrigin Origin)
{
    /// <summary>The absolute path, cleaned.</summary>
    public string FullPath => System.IO.Path.GetFullPath(Path);

    /// <summary>The file's name in metrics: for a <c>for_each</c> the text as written, as there is no limit to names of keys, and each
    /// would remain a series of its own.</summary>
    public string Label => Resource.Destination;

    /// <summary>Holds the folder of the file open: users who may change the path to it cannot redirect this program in the meantime. For a
    /// computed path it is below the folder of the resource; links on a path that is written literally in the resource file are the
    /// operator's. Null where <c>/proc</c> is not mounted and the path is not computed.</summary>
    /// <exception cref="IOException">The folder of a computed path does not exist, or a link leads out of that of the resource.</exception>
    public HeldFolder? HoldFolder() => Origin == PathOrigin.Computed
        ? HeldFolder.OpenBelow(Resource.ForEach?.Folder ?? FilePath.FolderOf(Path), FilePath.FolderOf(Path))
        : HeldFolder.Open(FilePath.FolderOf(Path));
}
