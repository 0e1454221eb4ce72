using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Metrics;
using Confd.Shared;

namespace Confd.Backends.DynamoDb;

/// <summary>The backend <c>dynamodb</c>: keys and values of an Amazon DynamoDB table.</summary>
public sealed class DynamoBackendFactory : IKeyBackendFactory
{
    /// <summary>The table; required.</summary>
    public static readonly BackendOption Table =
        new("table", OptionKind.Text, "name of the DynamoDB table") { IsRequired = true, IsSource = true, Variable = "CONFD_TABLE" };

    /// <summary>The partition to read, in a table whose sort key is the key; none for a table without a sort key.</summary>
    public static readonly BackendOption Partition =
        new("partition", OptionKind.Text, "partition to read, in a DynamoDB table whose sort key is the key");

    /// <summary>The attribute that holds the key.</summary>
    public static readonly BackendOption KeyAttribute =
        new("key-attribute", OptionKind.Text, "DynamoDB attribute that holds the key") { Default = "key" };

    /// <summary>The attribute that holds the value.</summary>
    public static readonly BackendOption ValueAttribute =
        new("value-attribute", OptionKind.Text, "DynamoDB attribute that holds the value") { Default = "value" };

    /// <summary>A secondary index to read instead of the table; none for the table itself.</summary>
    public static readonly BackendOption Index = new("index", OptionKind.Text, "secondary index to read instead of the DynamoDB table");

    /// <summary>Strongly consistent reads.</summary>
    public static readonly BackendOption ConsistentRead =
        new("consistent-read", OptionKind.Switch, "use strongly consistent DynamoDB reads, at twice the cost");

    /// <summary>The table's journal, for <c>--watch</c>; none for <c>TABLE-journal</c>, if that may be read.</summary>
    public static readonly BackendOption Journal =
        new("journal", OptionKind.Text, "table of the DynamoDB table's journal, followed by --watch; TABLE-journal is found automatically");

    /// <summary>Follows the stream, whether there is a journal or not.</summary>
    public static readonly BackendOption NoJournal =
        new("no-journal", OptionKind.Switch, "follow the DynamoDB table's stream even if it has a journal");

    /// <summary>How often the journal is read.</summary>
    public static readonly BackendOption JournalInterval =
        new("journal-interval", OptionKind.Duration, "how often the journal is checked for changes, 100ms to 1m")
        {
            Default = TimeSpan.FromSeconds(1),
        };

    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => "dynamodb";

    /// <inheritdoc/>
    public string Summary => "Read keys from an Amazon DynamoDB table";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } =
        [Table, Partition, KeyAttribute, ValueAttribute, Index, ConsistentRead, Journal, NoJournal, JournalInterval];

    /// <inheritdoc/>
    public bool UsesHttp => true;

    /// <summary>How to reach DynamoDB, except for the dial time, which comes from the context.</summary>
    /// <value>By default from the environment.</value>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <inheritdoc/>
    public void Check(BackendSection section)
    {
        TableOf(section);
        NameOf(section, KeyAttribute);
        NameOf(section, ValueAttribute);
        JournalOf(section);
    }

    /// <inheritdoc/>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        var table = TableOf(section);
        var options = new KeyValueTableOptions
        {
            KeyAttribute = NameOf(section, KeyAttribute),
            ValueAttribute = NameOf(section, ValueAttribute),
            Partition = section.Text(Partition),
            IndexName = section.Text(Index),
            IsConsistentRead = section.Switch(ConsistentRead),
            Connection = Connection with { DialTimeout = context.DialTimeout },
            MaxReadingBytes = context.MaxReadingBytes,

            // After the table was opened, refused connections are retried without a special limit.
            Retry = AwsRetries.Of<DynamoRetryOptions>(context.Retry) with { MaxRefusedConnections = null },
            Journal = JournalOf(section),
            Clock = context.Clock,
            Metrics = context.Meter is { } meter ? new DynamoMetrics(meter) : null,
        };
        return DynamoKeyBackend.OpenAsync(table, options, context.Logger, cancellationToken);
    }

    private static string TableOf(BackendSection section) =>
        section.Text(Table) ?? throw new KeyBackendException("the dynamodb backend needs a table: set table");

    private static string NameOf(BackendSection section, BackendOption option) =>
        section.Text(option) is { Length: > 0 } name
            ? name
            : throw new KeyBackendException($"{option.Name} is the name of an attribute, not empty");

    private static JournalOptions JournalOf(BackendSection section)
    {
        var interval = section.Duration(JournalInterval);
        if (interval < MinInterval || interval > MaxInterval)
        {
            throw new KeyBackendException("journal-interval is from 100ms to 1m");
        }

        var settings = new JournalSettings();
        return new JournalOptions
        {
            Name = section.Text(Journal),
            IsIgnored = section.Switch(NoJournal),
            Settings = settings with
            {
                Interval = interval,

                // A reader with a longer interval also detects later that the journal has no writer.
                MaxInterval = interval > settings.MaxInterval ? interval : settings.MaxInterval,
            },
        };
    }
}
