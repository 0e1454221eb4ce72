namespace Confd.Engine.Resources;

/// <summary>What one look into <c>conf.d</c> brought.</summary>
/// <param name="Resources">The healthy ones, in processing order.</param>
/// <param name="Problems">The files that cannot be used, in the same order.</param>
internal sealed record ResourceSet(IReadOnlyList<Resource> Resources, IReadOnlyList<ResourceProblem> Problems);
