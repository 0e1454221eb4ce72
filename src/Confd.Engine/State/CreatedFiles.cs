namespace Confd.Engine.State;

/// <summary>The files that this program created for one <c>for_each</c> resource, and removes with their keys.</summary>
/// <param name="Resource">The full path of the resource file.</param>
/// <param name="Folder">The folder that contained them when they were created, without links.</param>
/// <param name="Files">Their paths below the folder, sorted.</param>
internal sealed record CreatedFiles(string Resource, string Folder, IReadOnlyList<string> Files);
