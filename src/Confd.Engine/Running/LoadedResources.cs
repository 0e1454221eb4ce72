using Confd.Engine.Resources;

namespace Confd.Engine.Running;

/// <summary>The resources of <c>conf.d</c> with their backends opened.</summary>
/// <param name="Opened">The valid ones, in processing order.</param>
/// <param name="Problems">The files that cannot be used, backends that cannot be opened included.</param>
internal sealed record LoadedResources(IReadOnlyList<OpenedResource> Opened, IReadOnlyList<ResourceProblem> Problems)
{
    /// <summary>All resources with valid settings, in processing order.</summary>
    public IReadOnlyList<Resource> Usable { get; init; } = [];

    /// <summary>Those whose backends or flags could not be opened, which may be temporary.</summary>
    public IReadOnlyList<Resource> Unopened { get; init; } = [];

    /// <summary>The claims of the files that cannot be used.</summary>
    public IReadOnlyList<DestinationClaim> Broken { get; init; } = [];

    /// <summary>True where the current resources remain, and some that could now be opened are added.</summary>
    public bool IsAddition { get; init; }

    /// <summary>True where there are resource files but none can be used.</summary>
    public bool AllBroken => Opened.Count == 0 && Problems.Count > 0;

    /// <summary>A copy with more resources that could now be opened.</summary>
    public LoadedResources With(IReadOnlyList<OpenedResource> late)
    {
        var paths = late.Select(opened => opened.Resource.Path).ToHashSet(StringComparer.Ordinal);
        var places = Usable.Index().ToDictionary(entry => entry.Item.Path, entry => entry.Index, StringComparer.Ordinal);
        return this with
        {
            Opened =
            [
                .. Opened.Where(opened => !paths.Contains(opened.Resource.Path)).Concat(late)
                    .OrderBy(opened => places.GetValueOrDefault(opened.Resource.Path, -1)),
            ],
            Problems = [.. Problems.Where(problem => !paths.Contains(problem.Path))],
            Unopened = [.. Unopened.Where(resource => !paths.Contains(resource.Path))],
            IsAddition = true,
        };
    }
}
