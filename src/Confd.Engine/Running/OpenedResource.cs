using Confd.Engine.Flags;
using Confd.Engine.Resources;

namespace Confd.Engine.Running;

/// <summary>A resource with its backends open: what it says, and the keys and flags that it renders from.</summary>
/// <param name="Resource">What to do.</param>
/// <param name="Sources">
/// Where the keys come from: the resource's own backend, then those with names. One that is asked for nothing is left out where another
/// is asked.
/// </param>
internal sealed record OpenedResource(Resource Resource, IReadOnlyList<KeySource> Sources)
{
    /// <summary>Where the resource's flags come from, shared likewise; null for a resource without flags.</summary>
    public IFlagSource? Flags { get; init; }
}
