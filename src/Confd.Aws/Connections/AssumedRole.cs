using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Confd.Aws.Connections;

/// <summary>The credentials of a role that others assume.</summary>
/// <remarks>The SDK's own ask for a client of STS without saying whose credentials sign its requests.</remarks>
internal sealed class AssumedRole : RenewedCredentials
{
    private readonly AmazonSecurityTokenServiceClient _sts;
    private readonly AssumeRoleRequest _request;

    /// <summary>Assumes it when it is first needed.</summary>
    /// <param name="sts">Signs with the credentials that may assume it.</param>
    /// <param name="request">Which role, and for how long.</param>
    public AssumedRole(AmazonSecurityTokenServiceClient sts, AssumeRoleRequest request)
    {
        _sts = sts;
        _request = request;
    }

    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> ObtainAsync()
    {
        var keys = (await AssumeAsync().ConfigureAwait(false)).Credentials;
        return new CredentialsRefreshState(
            new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
            keys.Expiration.GetValueOrDefault().ToUniversalTime());
    }

    private async Task<AssumeRoleResponse> AssumeAsync()
    {
        try
        {
            return await _sts.AssumeRoleAsync(_request).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            var failure = AwsFailures.Classify(refused);
            throw CredentialFailure.Make(
                $"the role {_request.RoleArn} cannot be assumed: {FailureReason.Of(refused)}",
                refused,
                AwsFailures.MayPass(failure) ? failure : AwsFailure.NoCredentials);
        }
    }
}
