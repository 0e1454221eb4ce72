using Confd.Aws;
using Confd.Backends;

namespace Confd.Shared;

/// <summary>Converts the retry options of backends to those of requests to AWS.</summary>
internal static class AwsRetries
{
    /// <summary>Converts them.</summary>
    public static T Of<T>(BackendRetry retry)
        where T : AwsRetryOptions, new() =>
        new()
        {
            MaxAttempts = retry.MaxAttempts,
            MaxRefusedConnections = retry.MaxRefusals,
            BaseDelay = retry.BaseDelay,
            MaxDelay = retry.MaxDelay,
            Budget = retry.Budget,
        };
}
