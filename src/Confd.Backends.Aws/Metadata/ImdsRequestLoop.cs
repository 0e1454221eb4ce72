using Confd.Aws;
using Confd.Aws.Requests;

namespace Confd.Backends.Aws.Metadata;

/// <summary>The loop of requests to the metadata service.</summary>
internal sealed class ImdsRequestLoop(AwsRetryOptions retry, TimeProvider clock) : RequestLoop(retry, clock)
{
    protected override AttemptVerdict Judge(Exception error)
    {
        var failure = AwsFailures.Classify(error);
        return new AttemptVerdict(
            failure.ToString(), AwsFailures.MayPass(failure), failure == AwsFailure.Throttled, failure == AwsFailure.Unreachable);
    }

    protected override Exception Failed(string operation, int attempts, Exception error, bool isOutOfTime)
    {
        var tries = attempts == 1 ? "1 attempt" : $"{attempts} attempts";
        return new AwsException(AwsFailures.Classify(error), $"{operation}: {FailureReason.Of(error)} ({tries})", error);
    }
}
