using Confd.Backends;
using Confd.Engine.Flags;
using Confd.Engine.Resources;

namespace Confd.Engine.Running;

/// <summary>A resource and the open backends that it renders from.</summary>
/// <param name="Resource">What to do.</param>
/// <param name="Backend">Shared with other resources; owned by whoever opened it.</param>
public sealed record ActiveResource(Resource Resource, IKeyBackend Backend)
{
    /// <summary>The backends with names that the resource reads from besides its own.</summary>
    public IReadOnlyList<KeySource> Named { get; init; } = [];

    /// <summary>Where the keys come from: the resource's own backend, then those with names. One that is asked for nothing is left out
    /// where another is asked.</summary>
    public IEnumerable<KeySource> Sources => Resource.LookupKeys.Count == 0 && Named.Count > 0
        ? Named
        : Named.Prepend(new KeySource("", Backend, Resource.Backend, Resource.LookupKeys));

    /// <summary>Where the resource's flags come from, shared likewise; null for a resource without flags.</summary>
    public IFlagSource? Flags { get; init; }

    /// <summary>The full paths that other resources write, each a single file: no name of a <c>for_each</c> may take one of them.</summary>
    internal IReadOnlySet<string> TakenPaths { get; init; } = new HashSet<string>();
}
