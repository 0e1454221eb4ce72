using Confd.Backends;

namespace Confd.Engine.Flags;

/// <summary>A source of feature flags for templates. The engine knows nothing of flags: it asks for JSON and gets it.</summary>
/// <remarks>One instance is shared by all resources of an equal origin. Whoever opens a source disposes it.</remarks>
public interface IFlagSource : IAsyncDisposable
{
    /// <summary>Reads all flags: what a cycle evaluates belongs to one moment.</summary>
    /// <exception cref="KeyBackendException">The source cannot be read.</exception>
    Task<FlagReading> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Completes when flags have changed since the last reading; changes between two calls count.</summary>
    Task WaitForChangeAsync(CancellationToken cancellationToken);
}
