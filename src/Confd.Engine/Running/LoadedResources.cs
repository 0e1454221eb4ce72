using Confd.Engine.Resources;

namespace Confd.Engine.Running;

/// <summary>The resources of <c>conf.d</c> with their backends opened.</summary>
/// <param name="Opened">The healthy ones, in processing order.</param>
/// <param name="Problems">The files that cannot be used, backends that cannot be opened included.</param>
internal sealed record LoadedResources(IReadOnlyList<OpenedResource> Opened, IReadOnlyList<ResourceProblem> Problems)
{
    /// <summary>True where there are resource files but none can be used.</summary>
    public bool AllBroken => Opened.Count == 0 && Problems.Count > 0;
}
