using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.DynamoDb;

/// <summary>How a <see cref="DynamoFlagStore"/> uses its table.</summary>
public sealed record DynamoFlagStoreOptions
{
    /// <summary>Separates environments that share a table; stores with different prefixes never see each other's items.</summary>
    /// <value>Null or empty, the default: none.</value>
    public string? Prefix { get; init; }

    /// <summary>How rows are written.</summary>
    public FlagTableLayout Layout { get; init; }

    /// <summary>What becomes of items that are larger than a row can be.</summary>
    public OversizedItems OversizedItems { get; init; }

    /// <summary>How many write requests are under way at the same time, at most.</summary>
    /// <value>32 by default; at least 1. Each request writes one row.</value>
    public int MaxParallelWrites { get; init; } = 32;

    /// <summary>How much one reading of flags or segments may hold in memory; one that needs more fails, with a
    /// <see cref="FlagStoreException"/>, and clients keep what they hold.</summary>
    /// <value>0, the default: 1 GiB, or half of what this machine or container has where that is less.</value>
    public long MaxReadingBytes { get; init; }

    /// <summary>Who fills the store, for the table's journal: counts for the writes that name no author of their own
    /// (<see cref="DynamoFlagStore.InitAsync(FlagDataSet, CancellationToken)"/>, reconciling, migrating).</summary>
    /// <value>Null, the default: such changes appear without their writer.</value>
    public FlagAuthor? Author { get; init; }

    /// <summary>How to reach DynamoDB; not looked at where a client is given.</summary>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <summary>Retries, clock, logger and metrics of the requests. Its logger also gets this store's warnings.</summary>
    public DynamoTableOptions Table { get; init; } = new();

    /// <summary>Checks the settings, as whoever takes them does.</summary>
    /// <exception cref="ArgumentException">One cannot be used, or two contradict each other; the message names it.</exception>
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
