using Amazon.Runtime;
using Confd.Aws.Requests;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Aws.Json;

/// <summary>Sends the requests of one service with retries: every retry is logged, every exception states what failed and what to
/// do.</summary>
internal sealed partial class ServiceRequestLoop(AwsService service, AwsJsonOptions options) : RequestLoop(options.Retry, options.Clock)
{
    protected override Exception Failed(string operation, int attempts, Exception error, bool isOutOfTime)
    {
        var failure = AwsFailures.Classify(error);
        var tries = AttemptText.Count(attempts);
        var deadline = AttemptText.Deadline(isOutOfTime);
        return new AwsException(
            failure,
            $"operation error {service.Name}: {operation}: {deadline}{FailureReason.Of(error)} ({tries}){Hint(failure, operation)}",
            error)
        {
            Code = (error as AmazonServiceException)?.ErrorCode,
        };
    }

    protected override void OnRetry(FailedAttempt failed) => LogRetry(
        options.Logger,
        service.Name,
        failed.Operation,
        failed.Number,
        (long)failed.Delay.TotalMilliseconds,
        failed.Classification.Kind);

    private string Hint(AwsFailure failure, string operation) => failure switch
    {
        AwsFailure.AccessDenied => $"; check the credentials, and allow {service.EndpointPrefix}:{operation} in their IAM policy",
        AwsFailure.ExpiredCredentials => "; renew the credentials",
        AwsFailure.Throttled => "; ask less often, or raise the account's quota",
        AwsFailure.Unreachable => $"; check the network and the region, and AWS_ENDPOINT_URL_{service.EndpointName} where it is set",
        AwsFailure.UnexpectedResponse =>
            $"; check what is between here and AWS: HTTPS_PROXY and AWS_ENDPOINT_URL_{service.EndpointName} where they are set",
        AwsFailure.Untrusted =>
            "; check the endpoint's name and scheme, this machine's certificates (SSL_CERT_FILE) and clock, "
            + "and HTTPS_PROXY where it is set",
        AwsFailure.ClockSkew => "; set this machine's clock",
        _ => "",
    };

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Retrying a request to AWS [{service} {operation}, attempt {attempt}, in {delay_ms} ms: {failure}]")]
    private static partial void LogRetry(ILogger logger, string service, string operation, int attempt, long delay_ms, string failure);
}
