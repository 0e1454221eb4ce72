using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.History;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Secrets;
using Confd.DynamoDb.Watching;
using Microsoft.Extensions.Logging;

namespace Confd.DynamoDb;

/// <summary>A table of keys and text values: <c>/app/db/host</c> → <c>db.example.com</c>. Reads follow the rules of the confd
/// backend.</summary>
/// <remarks>
/// Items look like <c>{"key": {"S": "/app/db/host"}, "value": {"S": "db.example.com"}}</c>. Thread-safe. Every read reads all pages and
/// returns everything or fails.
/// </remarks>
/// <example>
/// <code>
/// await using var table = await KeyValueTable.OpenAsync("confd-config");
///
/// var values = await table.GetValuesAsync(["/myapp/database"]);
/// Console.WriteLine(values["/myapp/database/url"]);
/// </code>
/// </example>
public sealed partial class KeyValueTable : IAsyncDisposable, IDisposable
{
    // A server that is starting together with this program is waited for, by this number of refused attempts unless configured; health
    // checks must be fast.
    private const int RefusalsWhenOpened = 7;
    private const int RefusalsWhenDescribed = 3;

    private readonly DynamoConnection _connection;
    private readonly bool _ownsConnection;
    private readonly KeyValueTableOptions _options;
    private readonly TableShape _shape;
    private readonly TableReader _reader;
    private readonly DynamoTable _describing;
    private readonly KeyValueFollowing _following;

    private KeyValueTable(
        DynamoConnection connection,
        bool ownsConnection,
        string name,
        KeyValueTableOptions options,
        TableDescription description,
        DynamoTable describing)
    {
        _connection = connection;
        _ownsConnection = ownsConnection;
        _options = options;
        _keys = new KeyManagement(connection.Aws, options);
        _describing = describing;
        _shape = TableShape.Resolve(description, options);
        Table = new DynamoTable(connection.Client, name, options.ToTable());
        _reader = new TableReader(Table, _shape, options, description.TableSizeBytes ?? 0);
        _following = new KeyValueFollowing(connection, Table, _shape, _reader, options);
    }

    /// <summary>The table's name.</summary>
    public string Name => Table.Name;

    /// <summary>The partition whose keys these are; null where the table has none.</summary>
    public string? Partition => _shape.Partition;

    /// <summary>The table, and the partition where there is one; for logs and debuggers.</summary>
    public override string ToString() => Partition is null ? Name : $"{Name} ({Partition})";

    /// <summary>The same table, item by item.</summary>
    public DynamoTable Table { get; }

    /// <summary>The table's history, from its journal. Sends no request.</summary>
    public TableHistory History => new(this, _shape, _options.ToTable());

    /// <summary>The table's journal, whether it exists or not. Sends no request.</summary>
    public TableJournal Journal => new(_connection, Name, _options.ToTable());

    /// <summary>Connects and opens a table.</summary>
    /// <exception cref="ArgumentException">A setting cannot be used.</exception>
    /// <exception cref="DynamoDbException">
    /// No credentials, no region, not reachable, the table does not exist, or its keys are not those of the options.
    /// </exception>
    public static async Task<KeyValueTable> OpenAsync(
        string name, KeyValueTableOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new KeyValueTableOptions();
        options.Validate();
        var connecting = options.Connection.LoggingTo(options.Logger);
        var connection = await DynamoConnection
            .ConnectAsync(connecting, options.Retry.Budget, options.Clock, cancellationToken).ConfigureAwait(false);
        LogRegion(options.Logger, connection.Region);
        try
        {
            return await OpenAsync(connection, ownsConnection: true, name, options, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a table with the caller's connection, which is not disposed.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <exception cref="DynamoDbException">Not reachable, the table does not exist, or its keys are not those of the options.</exception>
    public static Task<KeyValueTable> OpenAsync(
        DynamoConnection connection, string name, KeyValueTableOptions? options = null, CancellationToken cancellationToken = default) =>
        OpenAsync(connection, ownsConnection: false, name, options ?? new KeyValueTableOptions(), cancellationToken);

    /// <summary>Reads the values for keys, by the rule of <see cref="KeyItemSet.Select"/>: exact keys first, otherwise everything
    /// below.</summary>
    /// <returns>Full keys and values; empty where nothing matches.</returns>
    /// <exception cref="DynamoDbException">The table cannot be read, or a value cannot be decrypted; there are no partial
    /// results.</exception>
    public async Task<IReadOnlyDictionary<string, string>> GetValuesAsync(
        IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        var items = await ReadAsync(keys, cancellationToken).ConfigureAwait(false);
        var secrets = await OpenSecretsAsync(items, keys, cancellationToken).ConfigureAwait(false);
        return items.Select(keys).ToDictionary(
            pair => pair.Key, pair => Encoding.UTF8.GetString(secrets.Open(pair.Key, pair.Value).Span), StringComparer.Ordinal);
    }

    /// <summary>Reads all items that the keys may need in one reading; each user of the result selects from it.</summary>
    /// <returns>While a watch is open also items that others requested: <see cref="KeyItemSet.Select"/> selects those of a key.</returns>
    /// <exception cref="DynamoDbException">The table cannot be read.</exception>
    public Task<KeyItemSet> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _following.ReadAsync([.. keys.Distinct(StringComparer.Ordinal)], cancellationToken);

    /// <summary>Reads one item, strongly consistent; null where there is none with a value attribute. Children are ignored.</summary>
    /// <exception cref="DynamoDbException">The table cannot be read.</exception>
    public async Task<KeyItem?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        var request = new GetItemRequest
        {
            Key = _shape.PrimaryKey(key),
            ProjectionExpression = "#k, #v",
            ExpressionAttributeNames = _shape.ProjectionNames,
            ConsistentRead = true,
        };
        var item = await Table.GetAsync(request, cancellationToken).ConfigureAwait(false);
        return item is null ? null : _shape.Decode(item);
    }

    /// <summary>Reads all items whose keys begin with a text, strongly consistent where the table supports it.</summary>
    /// <exception cref="DynamoDbException">The table cannot be read.</exception>
    public Task<KeyItemSet> ReadBelowAsync(string prefix, CancellationToken cancellationToken = default) =>
        _reader.ReadPrefixesAsync([prefix], _shape.IndexName is null, cancellationToken);

    /// <summary>Starts to follow the table: by its journal if it has one that may be read, otherwise by its stream. Changes after this call
    /// are part of a later <see cref="KeyValueWatch.WaitForChangeAsync"/>.</summary>
    /// <remarks>
    /// While a watch is open, <see cref="ReadAsync"/> reads the table once, strongly consistent, and then returns items from memory; an
    /// index is read twice, some seconds apart, and again where a change lacks an image. Keys that are requested later are read
    /// individually, and become part of the items in memory when that has cost as much as reading everything again; up to 10,000 are held.
    /// Needs <c>dynamodb:GetItem</c> and <c>dynamodb:Query</c> on the journal, or <c>dynamodb:DescribeStream</c>,
    /// <c>dynamodb:GetShardIterator</c> and <c>dynamodb:GetRecords</c> on the stream. The journal is left and found again according to <see
    /// cref="JournalOptions"/>; a stream supports two followers, a journal any number.
    /// </remarks>
    /// <param name="keys">Lookup keys; changes of items that begin with one of them are reported.</param>
    /// <param name="cancellationToken">Cancels the opening, not the watch.</param>
    /// <returns>Null where the table has neither a journal nor a stream: poll it, or turn the stream on
    /// (<see cref="DynamoTable.EnableStreamAsync(CancellationToken)"/>).</returns>
    /// <exception cref="DynamoDbException">Neither can be read, such as <see cref="DynamoDbFailure.AccessDenied"/>.</exception>
    /// <exception cref="ObjectDisposedException">The table was disposed, before or meanwhile.</exception>
    public Task<KeyValueWatch?> OpenWatchAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _following.OpenAsync(keys, cancellationToken);

    /// <summary>Completes if the table exists and may be described.</summary>
    /// <exception cref="DynamoDbException">It does not exist or may not be described.</exception>
    public Task CheckHealthAsync(CancellationToken cancellationToken = default) => _describing.DescribeAsync(cancellationToken);

    /// <summary>Requests status and item count of the table; a failure is part of the result and does not throw.</summary>
    /// <exception cref="ObjectDisposedException">The table was disposed.</exception>
    public async Task<TableHealth> CheckHealthDetailedAsync(CancellationToken cancellationToken = default)
    {
        var started = _options.Clock.GetTimestamp();
        try
        {
            var table = await _describing.DescribeAsync(cancellationToken).ConfigureAwait(false);
            return Health(
                isHealthy: true,
                "DynamoDB backend is healthy",
                new("table", Name),
                new("table_status", table.TableStatus.Value),
                new("item_count", (table.ItemCount ?? 0).ToString(CultureInfo.InvariantCulture)));
        }
        catch (DynamoDbException failed)
        {
            return Health(
                isHealthy: false, $"DynamoDB health check failed: {failed.Message}", new("table", Name), new("error", failed.Message));
        }

        TableHealth Health(bool isHealthy, string message, params KeyValuePair<string, string>[] details) =>
            new(isHealthy, message, _options.Clock.GetElapsedTime(started), _options.Clock.GetUtcNow(), details);
    }

    /// <summary>Closes open watches, and the connection if <see cref="OpenAsync(string, KeyValueTableOptions?, CancellationToken)"/>
    /// created it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _following.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _keys.Dispose();
            if (_ownsConnection)
            {
                _connection.Dispose();
            }
        }
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static async Task<KeyValueTable> OpenAsync(
        DynamoConnection connection, bool ownsConnection, string name, KeyValueTableOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        options = options with { RequestHealth = options.RequestHealth ?? new(options.Clock, options.Logger) };
        var describing = Describing(options.Retry.MaxAttempts is null ? RefusalsWhenOpened : null);
        var description = await describing.DescribeAsync(cancellationToken).ConfigureAwait(false);
        return new KeyValueTable(connection, ownsConnection, name, options, description, Describing(RefusalsWhenDescribed));

        DynamoTable Describing(int? refusals) => new(connection.Client, name, options.ToTable() with
        {
            Retry = options.Retry with { MaxRefusedConnections = options.Retry.MaxRefusedConnections ?? refusals },
        });
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Region: {Region}")]
    private static partial void LogRegion(ILogger logger, string region);
}
