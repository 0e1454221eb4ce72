using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Metrics;

namespace Confd.Backends.DynamoDb;

/// <summary>The backend <c>dynamodb</c>: keys and values of an Amazon DynamoDB table.</summary>
public sealed class DynamoBackendFactory : IKeyBackendFactory
{
    /// <summary>The table; required.</summary>
    public static readonly BackendOption Table =
        new("table", OptionKind.Text, "name of the DynamoDB table") { IsRequired = true, IsSource = true };

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
        new("consistent-read", OptionKind.Switch, "read DynamoDB strongly consistent, at twice the price");

    /// <inheritdoc/>
    public string Name => "dynamodb";

    /// <inheritdoc/>
    public string Summary => "Read keys from an Amazon DynamoDB table";

    /// <inheritdoc/>
    public IReadOnlyList<BackendOption> Options { get; } = [Table, Partition, KeyAttribute, ValueAttribute, Index, ConsistentRead];

    /// <inheritdoc/>
    /// <remarks>Where the table has a stream that may be read.</remarks>
    public bool CanBeWatched => true;

    /// <inheritdoc/>
    public bool UsesHttp => true;

    /// <summary>How to reach DynamoDB, but for the dial time, which the section or the context tells.</summary>
    /// <value>As the environment says.</value>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <inheritdoc/>
    public Task<IKeyBackend> OpenAsync(BackendSection section, BackendContext context, CancellationToken cancellationToken)
    {
        var table = section.Text(Table) ?? throw new KeyBackendException("the dynamodb backend needs a table: set table");
        var options = new KeyValueTableOptions
        {
            KeyAttribute = section.Text(KeyAttribute)!,
            ValueAttribute = section.Text(ValueAttribute)!,
            Partition = section.Text(Partition),
            IndexName = section.Text(Index),
            IsConsistentRead = section.Switch(ConsistentRead),
            Connection = Connection with { DialTimeout = section.DialTimeout ?? context.DialTimeout },
            Retry = new DynamoRetryOptions
            {
                MaxAttempts = context.Retry.MaxAttempts,
                BaseDelay = context.Retry.BaseDelay,
                MaxDelay = context.Retry.MaxDelay,
                Budget = context.Retry.Budget,
            },
            Clock = context.Clock,
            Metrics = context.Meter is { } meter ? new DynamoMetrics(meter) : null,
        };
        return DynamoKeyBackend.OpenAsync(table, options, context.Logger, cancellationToken);
    }
}
