namespace Confd.Engine.Posix;

/// <summary>Where a file really is: equal for all paths that lead to it through linked folders. A link in the place of the file itself is
/// not followed, since a replacement takes its place.</summary>
/// <param name="Folder">The full path of its folder, without links.</param>
/// <param name="Name">Its name there.</param>
internal readonly record struct FilePlace(string Folder, string Name);
