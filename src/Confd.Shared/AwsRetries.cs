using Confd.Aws;
using Confd.Backends;

namespace Confd.Shared;

/// <summary>From how a program has backends try again to how requests to AWS are.</summary>
internal static class AwsRetries
{
    /// <summary>The options of requests.</summary>
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
