namespace Confd.Flags.Storage;

/// <summary>Listens for changes of a store. Dispose it to stop.</summary>
public abstract class FlagWatch : IAsyncDisposable
{
    /// <summary>Completes when flags or segments changed, or may have, since the watch was opened or the last call completed.</summary>
    /// <returns>What changed, where the watch is told that: those items need not be read.</returns>
    /// <exception cref="FlagStoreException">Listening has ended: open a new watch, then read the store.</exception>
    public abstract Task<StoredChanges> WaitForChangeAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
