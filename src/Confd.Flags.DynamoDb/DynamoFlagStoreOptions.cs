using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.DynamoDb;

/// <summary>Options of a <see cref="DynamoFlagStore"/>.</summary>
public sealed record DynamoFlagStoreOptions
{
    /// <summary>Separates environments that share a table; stores with different prefixes do not see each other's items.</summary>
    /// <value>Null or empty, the default: none.</value>
    public string? Prefix { get; init; }

    /// <summary>How rows are written.</summary>
    public FlagTableLayout Layout { get; init; }

    /// <summary>How to treat items that are larger than a row can be.</summary>
    public OversizedItems OversizedItems { get; init; }

    /// <summary>The maximum number of concurrent write requests.</summary>
    /// <value>32 by default; at least 1. Each request writes one row.</value>
    public int MaxParallelWrites { get; init; } = 32;

    /// <summary>The maximum memory of one reading of flags or segments; one that needs more fails, with a <see cref="FlagStoreException"/>,
    /// and clients keep the items they hold.</summary>
    /// <value>0, the default: 1 GiB, or half of the memory of this machine or container if that is less.</value>
    public long MaxReadingBytes { get; init; }

    /// <summary>The author, in the table's journal, of writes that have no author of their own (<see
    /// cref="DynamoFlagStore.InitAsync(FlagDataSet, CancellationToken)"/>, reconciling, migrating).</summary>
    /// <value>Null, the default: such changes appear without an author.</value>
    public FlagAuthor? Author { get; init; }

    /// <summary>How to reach DynamoDB; ignored where a client is given.</summary>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <summary>Connections that several stores share, and with them the reader of their table's stream; not disposed.</summary>
    /// <value>Null, the default: <see cref="DynamoFlagStore.OpenAsync"/> opens a connection for the store alone.</value>
    public DynamoConnections? Connections { get; init; }

    /// <summary>Retries, clock, logger and metrics of the requests. Its logger is also used for this store's warnings.</summary>
    public DynamoTableOptions Table { get; init; } = new();

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid, or two contradict each other; the message names it.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(DynamoFlagStoreOptions));
        check.RequireAtLeast(MaxParallelWrites, 1, nameof(MaxParallelWrites), "requests");
        check.RequireSet(Connection, nameof(Connection));
        check.RequireSet(Table, nameof(Table));
        check.RequireTogether(
            Layout != FlagTableLayout.Community || (string.IsNullOrEmpty(Prefix) && OversizedItems == OversizedItems.Refuse),
            nameof(Layout),
            "is the community's, which has neither prefixes nor items in parts; use the official layout");
        Connection.Validate();
        Table.Validate();
    }
}
