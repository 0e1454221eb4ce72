using Confd.Following;

namespace Confd.Backends;

/// <summary>A watch for changes of a backend.</summary>
public abstract class KeyWatch : IChangeWatch<IReadOnlySet<string>>
{
    /// <summary>Completes when at least one change happened that no earlier call returned; changes between calls are kept.</summary>
    /// <returns>The full keys that changed, or an empty set for "anything may have changed".</returns>
    /// <exception cref="KeyBackendException">The watch broke; open a new one and read everything again.</exception>
    public abstract Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
