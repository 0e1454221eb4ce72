namespace Confd.Flags.Storage;

/// <summary>The members of big segments: lists too long to be part of a segment, kept by a sync process of LaunchDarkly.</summary>
/// <remarks>Both methods throw <see cref="FlagStoreException"/> where the store cannot be read.</remarks>
public interface IBigSegmentStore : IAsyncDisposable
{
    /// <summary>Reads the memberships of one context.</summary>
    /// <param name="contextHash">See <see cref="BigSegmentMembership.HashContextKey"/>: stores have no plain keys of contexts.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Never null; a context that the store does not have is in no list.</returns>
    Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken);

    /// <summary>Reads when the lists were last known to be up to date; null if they have never been written.</summary>
    Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken);
}
