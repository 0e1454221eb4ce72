namespace Confd.Engine.Running;

/// <summary>Resources that have to be processed.</summary>
internal sealed record ChangeNotice(IReadOnlyList<OpenedResource> Resources, ChangeKind Kind);
