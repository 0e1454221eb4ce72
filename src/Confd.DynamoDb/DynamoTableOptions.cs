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

    /// <summary>Logs retries and costs at debug level; never values or keys' contents.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Whether changes are followed by the table's journal, if it has one.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Counts requests and capacity units; null: no metrics.</summary>
    public DynamoMetrics? Metrics { get; init; }

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
}
