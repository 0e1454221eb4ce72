using Confd.Following;

namespace Confd.Flags.Storage;

/// <summary>Notifies readers of a store of its changes, so that they need not poll. Thread-safe.</summary>
public interface IFlagChangeSource
{
    /// <summary>Opens a watch: it reports changes after this call, with the changed items where it receives them, so that they need not be
    /// read.</summary>
    /// <returns>Null where changes of this store cannot be followed: its readers poll, and call this again after some minutes.</returns>
    /// <exception cref="FlagStoreException">Opening failed; a retry may succeed. The watch throws it when it breaks.</exception>
    Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken);
}
