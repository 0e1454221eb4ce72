using Confd.Engine.Commands;

namespace Confd.Engine.State;

/// <summary>A record in the state folder of a pending reload.</summary>
/// <param name="Resource">The full path of the resource file.</param>
/// <param name="Destination">The file as the resource named it.</param>
/// <param name="StagePath">The value of <c>{{.src}}</c>.</param>
/// <param name="Origin">The source of both paths at that time; the resource may now have other, literal ones.</param>
internal sealed record ReloadNote(string Resource, string Destination, string StagePath, PathOrigin Origin);
