using Confd.Flags.Storage;
using LaunchDarkly.Sdk;
using LaunchDarkly.Sdk.Server.Subsystems;
using IBigSegmentStore = LaunchDarkly.Sdk.Server.Subsystems.IBigSegmentStore;

namespace Confd.Flags.LaunchDarkly;

/// <summary>A <see cref="Storage.IBigSegmentStore"/> in the shape that the SDK asks for. Disposing it disposes the store.</summary>
public sealed class ConfdBigSegments(Storage.IBigSegmentStore store) : IBigSegmentStore
{
    /// <inheritdoc/>
    public async Task<BigSegmentStoreTypes.IMembership> GetMembershipAsync(string userHash) =>
        new Membership(await store.GetMembershipAsync(userHash, CancellationToken.None).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<BigSegmentStoreTypes.StoreMetadata?> GetMetadataAsync() =>
        await store.GetSynchronizedOnAsync(CancellationToken.None).ConfigureAwait(false) is { } time
            ? new BigSegmentStoreTypes.StoreMetadata { LastUpToDate = UnixMillisecondTime.OfMillis(time.ToUnixTimeMilliseconds()) }
            : null;

    /// <inheritdoc/>
    public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private sealed class Membership(BigSegmentMembership membership) : BigSegmentStoreTypes.IMembership
    {
        public bool? CheckMembership(string segmentRef) => membership.Check(segmentRef);
    }
}
