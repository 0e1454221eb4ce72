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
}
