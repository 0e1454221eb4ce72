using Confd.Engine.Commands;

namespace Confd.Engine.State;

/// <summary>What the state folder says of a reload that is owed.</summary>
/// <param name="Resource">The full path of the resource file.</param>
/// <param name="Destination">The file as the resource named it.</param>
/// <param name="StagePath">What <c>{{.src}}</c> stands for.</param>
/// <param name="Origin">Who decided on both paths then; the resource may since say others word for word.</param>
internal sealed record ReloadNote(string Resource, string Destination, string StagePath, PathOrigin Origin);
