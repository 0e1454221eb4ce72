using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb;

/// <summary>What a <see cref="DynamoTable"/> uses besides the client.</summary>
public sealed record DynamoTableOptions
{
    /// <summary>How failed requests are tried again.</summary>
    public DynamoRetryOptions Retry { get; init; } = new();

    /// <summary>The clock of waits and time limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Gets retries and costs at debug level; never values or keys' contents.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Whether changes are followed by the table's journal, where it has one.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Counts requests and capacity units; null: nothing is counted.</summary>
    public DynamoMetrics? Metrics { get; init; }
}
