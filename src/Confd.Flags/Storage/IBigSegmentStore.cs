namespace Confd.Flags.Storage;

/// <summary>Who belongs to big segments: lists too long to be part of a segment, kept by a sync process of LaunchDarkly's.</summary>
/// <remarks>Both methods throw <see cref="FlagStoreException"/> where the store cannot be read.</remarks>
public interface IBigSegmentStore : IAsyncDisposable
{
    /// <summary>Reads what is known of one context.</summary>
    /// <param name="contextHash">See <see cref="BigSegmentMembership.HashContextKey"/>: keys of contexts are never stored as they
    /// are.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>Never null; a context that the store does not know is in no list.</returns>
    Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken);

    /// <summary>Reads when the lists were last known to be up to date; null if they have never been written.</summary>
    Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken);
}
