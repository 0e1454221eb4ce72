using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Confd.Aws.Connections;

/// <summary>The credentials of an assumed role.</summary>
/// <remarks>The SDK's own class requests a client of STS without specifying the credentials that sign its requests.</remarks>
internal sealed class AssumedRole : ExpiringCredentials
{
    private readonly AmazonSecurityTokenServiceClient _sts;
    private readonly AssumeRoleRequest _request;
    private readonly string? _advice;

    /// <summary>Creates the credentials; the role is assumed when they are first needed.</summary>
    /// <param name="sts">Its client signs with credentials that may assume the role.</param>
    /// <param name="request">The role, and the duration.</param>
    /// <param name="advice">What to do if there are no credentials to sign with; null for nothing.</param>
    public AssumedRole(AmazonSecurityTokenServiceClient sts, AssumeRoleRequest request, string? advice)
    {
        _advice = advice;
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
                $"the role {_request.RoleArn} cannot be assumed: {FailureReason.Of(refused)}"
                + CredentialAdvice.ForSigner(refused, _advice),
                refused,
                AwsFailures.IsTransient(failure) ? failure : AwsFailure.NoCredentials);
        }
    }
}
