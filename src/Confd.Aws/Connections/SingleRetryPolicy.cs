using Amazon.Runtime;

namespace Confd.Aws.Connections;

/// <summary>
/// Sends a request again, with a new signature, if that may be sufficient: a wrong local clock was corrected (the base class does that), or
/// the credentials have changed. All other retries are made by <see cref="Confd.Aws.Requests.RequestLoop"/>.
/// </summary>
internal sealed class SingleRetryPolicy : RetryPolicy
{
    public SingleRetryPolicy() => MaxRetries = 1;

    public override bool CanRetry(IExecutionContext executionContext) =>
        executionContext.RequestContext.Request.IsRequestStreamRewindable();

    public override bool RetryForException(IExecutionContext executionContext, Exception exception) => false;

    public override async Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception)
    {
        var request = executionContext.RequestContext;
        if (request.Identity is not ResolvedCredentials { Source: RediscoveredCredentials credentials }
            || exception is not AmazonServiceException { ErrorCode: { } code }
            || !IsBadCredentials(code))
        {
            return false;
        }

        var signature = request.Request.Headers.TryGetValue("Authorization", out var authorization) ? authorization : "";
        if (!await credentials.RenewAsync(signature, request.CancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        request.Identity = await ResolvedCredentials
            .WaitAsync(credentials, credentials.GetCredentialsAsync(), request.CancellationToken).ConfigureAwait(false);
        request.IsSigned = false;
        return true;
    }

    public override bool RetryLimitReached(IExecutionContext executionContext) => executionContext.RequestContext.Retries >= MaxRetries;

    public override void WaitBeforeRetry(IExecutionContext executionContext)
    {
    }

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext) => Task.CompletedTask;

    // Expired, unknown (a key that was deleted in a rotation), or of another secret.
    private static bool IsBadCredentials(string code) => code
        is "ExpiredTokenException"
            or "ExpiredToken"
            or "UnrecognizedClientException"
            or "InvalidClientTokenId"
            or "InvalidSignatureException";
}
