using Confd.Aws;
using Confd.Aws.Requests;

namespace Confd.Backends.Aws.Metadata;

/// <summary>The loop of requests to the metadata service.</summary>
internal sealed class ImdsRequestLoop(AwsRetryOptions retry, TimeProvider clock) : RequestLoop(retry, clock)
{
    protected override Exception Failed(string operation, int attempts, Exception error, bool isOutOfTime)
    {
        var tries = attempts == 1 ? "1 attempt" : $"{attempts} attempts";
        var deadline = isOutOfTime ? "context deadline exceeded; last error " : "";
        return new AwsException(AwsFailures.Classify(error), $"{operation}: {deadline}{FailureReason.Of(error)} ({tries})", error);
    }
}
