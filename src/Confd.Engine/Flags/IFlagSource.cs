using Confd.Backends;
using Confd.Following;

namespace Confd.Engine.Flags;

/// <summary>A source of feature flags for templates, in JSON: the engine does not depend on the model of flags.</summary>
/// <remarks>One instance is shared by all resources of an equal origin. The code that opens a source disposes it.</remarks>
public interface IFlagSource : IAsyncDisposable
{
    /// <summary>Reads all flags: a cycle evaluates the flags of one moment.</summary>
    /// <returns>Returns the lookup for a context in LaunchDarkly's JSON; throws a <see cref="FlagContextException"/> for an invalid
    /// one.</returns>
    /// <exception cref="KeyBackendException">The source cannot be read.</exception>
    Task<Func<string, FlagLookup>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Opens a watch, which completes when something may have changed since it was opened; callers then call
    /// <see cref="RefreshAsync"/>. One is open at a time.</summary>
    /// <returns>Null where changes are not reported: callers then call <see cref="RefreshAsync"/> from time to time.</returns>
    /// <exception cref="KeyBackendException">Changes cannot be followed for now.</exception>
    Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken);

    /// <summary>Applies the changes.</summary>
    /// <returns>True where flags have changed since the last call, or since the first reading.</returns>
    /// <exception cref="KeyBackendException">The source cannot be read.</exception>
    Task<bool> RefreshAsync(CancellationToken cancellationToken);
}
