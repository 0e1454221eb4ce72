using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Metrics;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb;

/// <summary>Options of a <see cref="DynamoTable"/>.</summary>
public sealed record DynamoTableOptions
{
    /// <summary>How failed requests are retried.</summary>
    public DynamoRetryOptions Retry { get; init; } = new();

    /// <summary>The clock of delays and time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs retries and costs at debug level, requests that fail for longer as a warning; never values or keys'
    /// contents.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Whether changes are followed by the table's journal, if it has one.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Counts requests and capacity units; null: no metrics.</summary>
    public DynamoMetrics? Metrics { get; init; }

    /// <summary>Learns from the requests whether they are answered.</summary>
    /// <value>Null, the default: one of its own for each table, store or watch. To know the health of several together, or to be told of
    /// an outage at once, share one.</value>
    public RequestHealth? RequestHealth { get; init; }

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(DynamoTableOptions));
        check.RequireSet(Retry, nameof(Retry));
        check.RequireSet(Clock, nameof(Clock));
        check.RequireSet(Logger, nameof(Logger));
        check.RequireSet(Journal, nameof(Journal));
        Retry.Validate();
        Journal.Validate();
    }

    /// <summary>With a <see cref="RequestHealth"/>, for all that uses these options from here on.</summary>
    internal DynamoTableOptions Sharing() =>
        RequestHealth is null && Clock is not null ? this with { RequestHealth = new(Clock, Logger) } : this;
}
