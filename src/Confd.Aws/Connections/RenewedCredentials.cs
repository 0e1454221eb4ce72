using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>Credentials that expire, renewed five minutes before they do. Where the SDK asks for them synchronously its thread
/// waits.</summary>
internal abstract class RenewedCredentials : RefreshingAWSCredentials
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Extension = 2 * Early;

    /// <summary>Asks for none yet.</summary>
    protected RenewedCredentials() => PreemptExpiryTime = Early;

    /// <inheritdoc/>
    protected sealed override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    /// <remarks>
    /// The SDK refuses those that have expired by this machine's clock. But the clock may be ahead, and a service that hands out what it
    /// has while it cannot renew it means it to be used: they are, for a while, as in Go programs. Where they are sent to decides.
    /// </remarks>
    protected sealed override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var state = await ObtainAsync().ConfigureAwait(false);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (state.Expiration <= now)
        {
            state.Expiration = now + Extension;
        }

        return state;
    }

    /// <summary>Asks for new ones.</summary>
    protected abstract Task<CredentialsRefreshState> ObtainAsync();
}
