using Confd.Engine.Flags;
using Confd.Engine.Resources;

namespace Confd.Engine.Running;

/// <summary>A resource with its backends open: its settings, and the sources of its keys and flags. Each reading of the resource files
/// creates a new one, even for an unchanged file.</summary>
/// <param name="resource">The settings.</param>
/// <param name="sources">The sources of the keys.</param>
internal sealed class OpenedResource(Resource resource, IReadOnlyList<KeySource> sources)
{
    /// <summary>The settings.</summary>
    public Resource Resource { get; } = resource;

    /// <summary>The sources of the keys: the resource's own backend, then the named ones. One from which nothing is requested is left out,
    /// unless it is the only one.</summary>
    public IReadOnlyList<KeySource> Sources { get; } = sources;

    /// <summary>The source of the resource's flags, shared by all resources of an equal origin; null for one without flags.</summary>
    public IFlagSource? Flags { get; init; }
}
