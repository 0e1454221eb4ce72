using Confd.Following;

namespace Confd.Flags.Storage;

/// <summary>Tells when a store has changed, so that its readers need not look for themselves. Safe to share between threads.</summary>
public interface IFlagChangeSource
{
    /// <summary>Begins to listen: changes after this call are told by the watch, item by item where it hears of those, so that they need
    /// not be read.</summary>
    /// <returns>Null where changes of this store cannot be followed: its readers look from time to time, and ask again after some
    /// minutes.</returns>
    /// <exception cref="FlagStoreException">Listening failed this time; it is worth another try. The watch throws it when listening
    /// ends.</exception>
    Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken);
}
