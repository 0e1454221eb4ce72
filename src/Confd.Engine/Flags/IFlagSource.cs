using Confd.Backends;
using Confd.Following;

namespace Confd.Engine.Flags;

/// <summary>A source of feature flags for templates. The engine knows nothing of flags: it asks for JSON and gets it.</summary>
/// <remarks>One instance is shared by all resources of an equal origin. Whoever opens a source disposes it.</remarks>
public interface IFlagSource : IAsyncDisposable
{
    /// <summary>Reads all flags: what a cycle evaluates belongs to one moment.</summary>
    /// <returns>Gives the lookup for a context in LaunchDarkly's JSON; it throws a <see cref="FlagContextException"/> where that is
    /// none.</returns>
    /// <exception cref="KeyBackendException">The source cannot be read.</exception>
    Task<Func<string, FlagLookup>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Begins to listen: the watch completes when something may have changed since it was opened, which is to be followed by
    /// <see cref="RefreshAsync"/>. One is open at a time.</summary>
    /// <returns>Null where nobody tells of changes: <see cref="RefreshAsync"/> is to be called from time to time then.</returns>
    /// <exception cref="KeyBackendException">Changes cannot be followed for now.</exception>
    Task<IChangeWatch<bool>?> OpenWatchAsync(CancellationToken cancellationToken);

    /// <summary>Takes in what has changed.</summary>
    /// <returns>True where flags have changed since the last call, or since the first reading.</returns>
    /// <exception cref="KeyBackendException">The source cannot be read.</exception>
    Task<bool> RefreshAsync(CancellationToken cancellationToken);
}
