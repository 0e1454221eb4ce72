using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Metrics;
using Confd.DynamoDb.Secrets;
using Confd.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.DynamoDb;

/// <summary>The layout of a key/value table, and how it is read. The defaults are the table of the original confd.</summary>
public sealed record KeyValueTableOptions
{
    /// <summary>The attribute that holds the key: the partition key, or the sort key of a partitioned table.</summary>
    /// <value><c>key</c>.</value>
    public string KeyAttribute { get; init; } = "key";

    /// <summary>The attribute that holds the value.</summary>
    /// <value><c>value</c>.</value>
    public string ValueAttribute { get; init; } = "value";

    /// <summary>The partition to read in a table whose sort key is the key; null for a table without a sort key.</summary>
    /// <remarks>Reading a prefix is then a Query, whose cost depends on the size of the prefix instead of the table.</remarks>
    public string? Partition { get; init; }

    /// <summary>A global or local secondary index to read instead of the table.</summary>
    public string? IndexName { get; init; }

    /// <summary>True: strongly consistent reads, at twice the price. Not for global secondary indexes.</summary>
    public bool IsConsistentRead { get; init; }

    /// <summary>The maximum number of concurrent Scan segments or Queries.</summary>
    /// <value>8; at least 1.</value>
    public int MaxParallelReads { get; init; } = 8;

    /// <summary>The maximum number of keys that are written concurrently.</summary>
    /// <value>8; at least 1.</value>
    public int MaxParallelWrites { get; init; } = 8;

    /// <summary>The maximum memory, in bytes, of one reading, and of the items that are kept while the table is watched: keys, values, and
    /// about 128 bytes for each item. A larger reading fails with <see cref="DynamoDbFailure.ReadingTooLarge"/>; items of several readings
    /// beyond this are not kept.</summary>
    /// <value>0 or less: 1 GiB, or half of the memory of this machine or container if that is less.</value>
    public long MaxReadingBytes { get; init; }

    /// <summary>How failed requests are retried.</summary>
    public DynamoRetryOptions Retry { get; init; } = new();

    /// <summary>Whether changes are followed by the table's journal, if it has one.</summary>
    public JournalOptions Journal { get; init; } = new();

    /// <summary>How to reach DynamoDB; ignored where a connection is given.</summary>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <summary>How encrypted values are decrypted.</summary>
    public SecretOptions Secrets { get; init; } = new();

    /// <summary>True: a plain value may replace an encrypted one. Otherwise it is rejected (<see cref="DynamoDbFailure.SecretKept"/>), as a
    /// user who changes a password may forget to encrypt it.</summary>
    public bool MayReplaceSecrets { get; init; }

    /// <summary>The clock of delays, time limits and health checks.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs retries and costs at debug level, requests that fail for longer as a warning; never values.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Counts requests and capacity units; null: no metrics.</summary>
    public DynamoMetrics? Metrics { get; init; }

    /// <summary>Learns from the requests whether they are answered; null, the default: one of its own for each table.</summary>
    public RequestHealth? RequestHealth { get; init; }

    /// <summary>A copy with the retries, journal, clock, logger, metrics and health of a table of any shape.</summary>
    public KeyValueTableOptions With(DynamoTableOptions table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return this with
        {
            Retry = table.Retry,
            Journal = table.Journal,
            Clock = table.Clock,
            Logger = table.Logger,
            Metrics = table.Metrics,
            RequestHealth = table.RequestHealth,
        };
    }

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(KeyValueTableOptions));
        check.Require(!string.IsNullOrEmpty(KeyAttribute), nameof(KeyAttribute), "has to be the name of an attribute");
        check.Require(!string.IsNullOrEmpty(ValueAttribute), nameof(ValueAttribute), "has to be the name of an attribute");
        check.RequireAtLeast(MaxParallelReads, 1, nameof(MaxParallelReads), "requests");
        check.RequireAtLeast(MaxParallelWrites, 1, nameof(MaxParallelWrites), "keys");
        check.RequireSet(Retry, nameof(Retry));
        check.RequireSet(Journal, nameof(Journal));
        check.RequireSet(Connection, nameof(Connection));
        check.RequireSet(Secrets, nameof(Secrets));
        check.RequireSet(Clock, nameof(Clock));
        check.RequireSet(Logger, nameof(Logger));
        Retry.Validate();
        Journal.Validate();
        Connection.Validate();
        Secrets.Validate();
    }

    /// <summary>The options for a table of any shape.</summary>
    internal DynamoTableOptions ToTable() => new()
    {
        Retry = Retry,
        Journal = Journal,
        Clock = Clock,
        Logger = Logger,
        Metrics = Metrics,
        RequestHealth = RequestHealth,
    };
}
