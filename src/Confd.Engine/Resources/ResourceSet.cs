namespace Confd.Engine.Resources;

/// <summary>The result of reading <c>conf.d</c>.</summary>
/// <param name="Resources">The valid ones, in processing order.</param>
/// <param name="Problems">The files that cannot be used, in the same order.</param>
internal sealed record ResourceSet(IReadOnlyList<Resource> Resources, IReadOnlyList<ResourceProblem> Problems)
{
    /// <summary>The claims of the files that cannot be used.</summary>
    public IReadOnlyList<DestinationClaim> Broken { get; init; } = [];
}
