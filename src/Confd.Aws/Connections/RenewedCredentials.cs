using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>Credentials that expire, renewed five minutes before they do. Where the SDK asks for them synchronously its thread
/// waits.</summary>
internal abstract class RenewedCredentials : RefreshingAWSCredentials
{
    /// <summary>Asks for none yet.</summary>
    protected RenewedCredentials() => PreemptExpiryTime = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected sealed override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected abstract override Task<CredentialsRefreshState> GenerateNewCredentialsAsync();
}
