using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>Credentials that expire, renewed five minutes before they do. Synchronous requests of the SDK block.</summary>
internal abstract class ExpiringCredentials : RefreshingAWSCredentials
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Extension = 2 * Early;

    /// <summary>Sends no request.</summary>
    protected ExpiringCredentials() => PreemptExpiryTime = Early;

    /// <inheritdoc/>
    protected sealed override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    /// <remarks>
    /// The SDK rejects credentials that have expired by this machine's clock. But the clock may be ahead, and a service that returns its
    /// current ones while it cannot renew them expects them to be used: they are, for a while, as in Go programs. The receiver of the
    /// request decides.
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

    /// <summary>Requests new credentials.</summary>
    protected abstract Task<CredentialsRefreshState> ObtainAsync();
}
