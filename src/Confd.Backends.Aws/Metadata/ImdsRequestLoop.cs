using Confd.Aws;
using Confd.Aws.Requests;
using Confd.Shared;

namespace Confd.Backends.Aws.Metadata;

/// <summary>Sends requests to the metadata service with retries.</summary>
internal sealed class ImdsRequestLoop(AwsRetryOptions retry, TimeProvider clock) : RequestLoop(retry, clock)
{
    protected override Exception Failed(string operation, int attempts, Exception error, bool isOutOfTime)
    {
        var tries = AttemptText.Count(attempts);
        var deadline = AttemptText.Deadline(isOutOfTime);
        return new AwsException(AwsFailures.Classify(error), $"{operation}: {deadline}{FailureReason.Of(error)} ({tries})", error);
    }
}
