using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>Reads big segments that LaunchDarkly's sync process (the Relay Proxy) keeps in a flag table. Nothing is cached.</summary>
/// <remarks>Reads are strongly consistent. Thread-safe.</remarks>
public sealed class DynamoBigSegmentStore : IBigSegmentStore, IDisposable
{
    private readonly DynamoTable _table;
    private readonly Namespaces _namespaces;
    private readonly DynamoConnection? _ownConnection;

    /// <summary>Uses the caller's client, which the caller disposes of. Sends no request.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public DynamoBigSegmentStore(IAmazonDynamoDB client, string tableName, DynamoBigSegmentStoreOptions? options = null)
        : this(client, tableName, options ?? new(), ownConnection: null)
    {
    }

    private DynamoBigSegmentStore(
        IAmazonDynamoDB client, string tableName, DynamoBigSegmentStoreOptions options, DynamoConnection? ownConnection)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        options.Validate();
        _table = new DynamoTable(client, tableName, options.Table);
        _namespaces = new Namespaces(options.Prefix);
        _ownConnection = ownConnection;
    }

    /// <summary>Opens a table with credentials, region and endpoint from the sources that every AWS tool uses, or from the connection's
    /// options.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="FlagStoreException">There are no credentials or no region.</exception>
    public static async Task<DynamoBigSegmentStore> OpenAsync(
        string tableName, DynamoBigSegmentStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        options ??= new DynamoBigSegmentStoreOptions();
        options.Validate();
        var connecting = options.Connection.LoggingTo(options.Table.Logger);
        var connection = await Failures.TranslateAsync(
            () => options.Connections?.ConnectAsync(connecting, cancellationToken)
                ?? DynamoConnection.ConnectAsync(connecting, cancellationToken)).ConfigureAwait(false);
        return new DynamoBigSegmentStore(connection.Client, tableName, options, options.Connections is null ? connection : null);
    }

    /// <inheritdoc/>
    public async Task<BigSegmentMembership> GetMembershipAsync(string contextHash, CancellationToken cancellationToken)
    {
        var row = await GetAsync(_namespaces.BigSegmentMembers, contextHash, cancellationToken).ConfigureAwait(false);
        return row is null ? BigSegmentMembership.None : new BigSegmentMembership(
            ReferencesOf(row, "included"), ReferencesOf(row, "excluded"));
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> GetSynchronizedOnAsync(CancellationToken cancellationToken) => RowTime.Read(
        await GetAsync(_namespaces.BigSegmentMetadata, _namespaces.BigSegmentMetadata, cancellationToken).ConfigureAwait(false),
        "synchronizedOn");

    /// <summary>Closes the connection if this store opened it.</summary>
    public ValueTask DisposeAsync()
    {
        _ownConnection?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static List<string> ReferencesOf(Dictionary<string, AttributeValue> row, string list) => row.GetValueOrDefault(list)?.SS ?? [];

    private Task<Dictionary<string, AttributeValue>?> GetAsync(string @namespace, string key, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(() => _table.GetAsync(RowRequests.One(@namespace, key), cancellationToken));
}
