namespace Confd.Engine.State;

/// <summary>The files that this program made for one <c>for_each</c> resource and that are to go with their keys.</summary>
/// <param name="Resource">The full path of the resource file.</param>
/// <param name="Folder">The folder that they lie in or below when they were made, without links.</param>
/// <param name="Files">Their paths below the folder, sorted.</param>
internal sealed record MadeFiles(string Resource, string Folder, IReadOnlyList<string> Files);
