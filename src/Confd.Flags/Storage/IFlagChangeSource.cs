namespace Confd.Flags.Storage;

/// <summary>Tells when a store has changed, so that its readers need not look for themselves. Safe to share between threads.</summary>
public interface IFlagChangeSource
{
    /// <summary>Begins to listen: changes after this call are part of a later <see cref="FlagWatch.WaitForChangeAsync"/>.</summary>
    /// <returns>Null where changes of this store cannot be followed: its readers look from time to time, and ask again after some
    /// minutes.</returns>
    /// <exception cref="FlagStoreException">Listening failed this time; it is worth another try.</exception>
    Task<FlagWatch?> OpenWatchAsync(CancellationToken cancellationToken);
}
