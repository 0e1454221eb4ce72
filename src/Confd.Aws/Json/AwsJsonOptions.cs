using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Aws.Json;

/// <summary>Options of an <see cref="AwsJsonClient"/>.</summary>
public sealed record AwsJsonOptions
{
    /// <summary>How failed requests are retried.</summary>
    public AwsRetryOptions Retry { get; init; } = new();

    /// <summary>The clock of delays and time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs retries at debug level; never values.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(AwsJsonOptions));
        check.RequireSet(Retry, nameof(Retry));
        check.RequireSet(Clock, nameof(Clock));
        check.RequireSet(Logger, nameof(Logger));
        Retry.Validate();
    }
}
