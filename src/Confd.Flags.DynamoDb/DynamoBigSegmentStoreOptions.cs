using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Shared;

namespace Confd.Flags.DynamoDb;

/// <summary>Options of a <see cref="DynamoBigSegmentStore"/>.</summary>
public sealed record DynamoBigSegmentStoreOptions
{
    /// <summary>The environment's prefix.</summary>
    /// <value>Null or empty, the default: none.</value>
    public string? Prefix { get; init; }

    /// <summary>How to reach DynamoDB; ignored where a client or a connection is given.</summary>
    public DynamoConnectionOptions Connection { get; init; } = new();

    /// <summary>Connections that several stores share; not disposed.</summary>
    /// <value>Null, the default: <see cref="DynamoBigSegmentStore.OpenAsync"/> opens a connection for the store alone.</value>
    public DynamoConnections? Connections { get; init; }

    /// <summary>Retries, clock, logger and metrics of the requests.</summary>
    public DynamoTableOptions Table { get; init; } = new();

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it.</exception>
    public void Validate()
    {
        var check = new OptionCheck(nameof(DynamoBigSegmentStoreOptions));
        check.RequireSet(Connection, nameof(Connection));
        check.RequireSet(Table, nameof(Table));
        Connection.Validate();
        Table.Validate();
    }
}
