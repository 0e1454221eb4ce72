using System.Diagnostics.Metrics;
using Confd.Following;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Backends;

/// <summary>The services and limits that a program provides to every backend that it opens.</summary>
public sealed record BackendContext
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultDialTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The clock of waits, time limits and health checks.</summary>
    /// <value>The system's.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs what is opened and what is left out; values of keys are never logged.</summary>
    /// <value>Logs nothing.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Creates the instruments of a backend that counts; owned by the program. Null: nothing is counted.</summary>
    public Meter? Meter { get; init; }

    /// <summary>How long opening a connection may take.</summary>
    /// <value>5 seconds; also where it is 0 or less. At most 24 days.</value>
    public TimeSpan DialTimeout
    {
        get;
        init => field = value <= TimeSpan.Zero ? DefaultDialTimeout : value < Timers.MaxDelay ? value : Timers.MaxDelay;
    } = DefaultDialTimeout;

    /// <summary>How long to wait for an answer, for stores whose answers are small.</summary>
    /// <value>Null: not set.</value>
    public TimeSpan? ReadTimeout { get; init; }

    /// <summary>How long sending a request may take.</summary>
    /// <value>Null: not set.</value>
    public TimeSpan? WriteTimeout { get; init; }

    /// <summary>How long one request and its answer may take, with 1 second for a time that is not set: a slower one is retried.</summary>
    /// <value>Null where neither is set: as long as the whole reading may take.</value>
    public TimeSpan? RequestTimeout =>
        (ReadTimeout is not null || WriteTimeout is not null)
        && (ReadTimeout ?? DefaultTimeout) + (WriteTimeout ?? DefaultTimeout) is var timeout && timeout > TimeSpan.Zero
            ? timeout
            : null;

    /// <summary>How failed requests are retried.</summary>
    public BackendRetry Retry { get; init; } = new();

    /// <summary>How many bytes one reading may hold in memory, as a <see cref="ReadingBudget"/> counts them.</summary>
    /// <value>0, or less: <see cref="ReadingBudget.DefaultBytes"/>.</value>
    public long MaxReadingBytes { get; init; }

    /// <summary>A copy with the times, retries and limits that a section sets.</summary>
    /// <param name="section">The section of the backend that is opened.</param>
    public BackendContext For(BackendSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return this with
        {
            DialTimeout = section.DialTimeout ?? DialTimeout,
            ReadTimeout = section.ReadTimeout ?? ReadTimeout,
            WriteTimeout = section.WriteTimeout ?? WriteTimeout,
            MaxReadingBytes = section.MaxReadingBytes ?? MaxReadingBytes,
            Retry = Retry with
            {
                MaxAttempts = section.RetryMaxAttempts is { } most ? (int)Math.Min(most, int.MaxValue) : Retry.MaxAttempts,
                BaseDelay = section.RetryBaseDelay ?? Retry.BaseDelay,
                MaxDelay = section.RetryMaxDelay ?? Retry.MaxDelay,
            },
        };
    }
}
