using Confd.Engine.Flags;
using Confd.Engine.Resources;

namespace Confd.Engine.Running;

/// <summary>A resource with its backends open: what it says, and the keys and flags that it renders from. Each reading of the resource
/// files makes one: the same file read anew is another.</summary>
/// <param name="resource">What to do.</param>
/// <param name="sources">Where the keys come from.</param>
internal sealed class OpenedResource(Resource resource, IReadOnlyList<KeySource> sources)
{
    /// <summary>What to do.</summary>
    public Resource Resource { get; } = resource;

    /// <summary>Where the keys come from: the resource's own backend, then those with names. One that is asked for nothing is left out
    /// where another is asked.</summary>
    public IReadOnlyList<KeySource> Sources { get; } = sources;

    /// <summary>Where the resource's flags come from, shared likewise; null for a resource without flags.</summary>
    public IFlagSource? Flags { get; init; }
}
