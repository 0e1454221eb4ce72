using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Aws.Json;

/// <summary>What an <see cref="AwsJsonClient"/> uses besides the connection.</summary>
public sealed record AwsJsonOptions
{
    /// <summary>How failed requests are tried again.</summary>
    public AwsRetryOptions Retry { get; init; } = new();

    /// <summary>The clock of waits and time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Gets retries at debug level; never values.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
