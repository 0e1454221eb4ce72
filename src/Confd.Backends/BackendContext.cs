using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Backends;

/// <summary>What a program gives to every backend that it opens.</summary>
public sealed record BackendContext
{
    /// <summary>The clock of waits, time limits and health checks.</summary>
    /// <value>The system's.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears what is opened and what is left out; values of keys never reach it.</summary>
    /// <value>Nobody.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Gets the instruments of a backend that counts; owned by the program. Null: nothing is counted.</summary>
    public Meter? Meter { get; init; }

    /// <summary>How long opening a connection may take, where a section names no time of its own.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one request and its answer may take, for stores whose answers are small: a slower one is asked again.</summary>
    /// <value>Null: as long as the whole reading may.</value>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>How failed requests are tried again.</summary>
    public BackendRetry Retry { get; init; } = new();

    /// <summary>The same, with the limits and retries that a section has of its own.</summary>
    /// <param name="section">What is said of the backend that is opened.</param>
    public BackendContext For(BackendSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var request = (section.ReadTimeout ?? TimeSpan.Zero) + (section.WriteTimeout ?? TimeSpan.Zero);
        return this with
        {
            RequestTimeout = request > TimeSpan.Zero ? request : RequestTimeout,
            Retry = Retry with
            {
                MaxAttempts = section.RetryMaxAttempts is > 0 and var most ? (int)Math.Min(most, int.MaxValue) : Retry.MaxAttempts,
                BaseDelay = section.RetryBaseDelay is { Ticks: > 0 } first ? first : Retry.BaseDelay,
                MaxDelay = section.RetryMaxDelay is { Ticks: > 0 } longest ? longest : Retry.MaxDelay,
            },
        };
    }
}
