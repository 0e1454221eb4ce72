using Confd.Engine.Commands;
using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>One file that a resource keeps in sync: its only one, that of a name of its <c>for_each</c>, or one that it had.</summary>
/// <param name="Resource">Whose settings count.</param>
/// <param name="Path">The file: a relative path starts at the working directory.</param>
/// <param name="Origin">Who decided on the path.</param>
internal sealed record TargetFile(Resource Resource, string Path, PathOrigin Origin)
{
    /// <summary>The path from the root on, cleaned.</summary>
    public string FullPath => System.IO.Path.GetFullPath(Path);

    /// <summary>What metrics call the file: of a <c>for_each</c> the text as written, for names of keys come and go without end, and each
    /// would stay a series of its own.</summary>
    public string Label => Resource.Destination;

    /// <summary>Holds the folder of the file open: whoever may write on the way to it leads this program nowhere else meanwhile. That of a
    /// computed path lies below the folder that the resource says; links on the way to one that the resource file says word for word are
    /// its operator's. Null where <c>/proc</c> is not mounted and the path is not computed.</summary>
    /// <exception cref="IOException">The folder of a computed path is not there, or a link leads out of that of the resource.</exception>
    public HeldFolder? HoldFolder() => Origin == PathOrigin.Computed
        ? HeldFolder.OpenBelow(Resource.ForEach?.Folder ?? FilePath.FolderOf(Path), FilePath.FolderOf(Path))
        : HeldFolder.Open(FilePath.FolderOf(Path));
}
