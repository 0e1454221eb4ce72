using Confd.Following;

namespace Confd.Backends;

/// <summary>Changes of a backend since the watch was opened or last asked.</summary>
public abstract class KeyWatch : IChangeWatch<IReadOnlySet<string>>
{
    /// <summary>Completes when at least one change happened that no earlier call reported; changes while nobody waits are kept.</summary>
    /// <returns>The full keys that changed, or an empty set for "anything may have changed".</returns>
    /// <exception cref="KeyBackendException">The watch broke; open a new one and read anew.</exception>
    public abstract Task<IReadOnlySet<string>> WaitForChangeAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
