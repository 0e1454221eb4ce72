using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.Flags.Authoring.Documents;
using Confd.Flags.DynamoDb.Rows;
using Confd.Flags.Storage;
using Confd.Flags.Sync.Reconciling;
using Confd.Following;
using Confd.Shared;
using Microsoft.Extensions.Logging;

namespace Confd.Flags.DynamoDb;

/// <summary>Stores flags and segments in a DynamoDB table that every LaunchDarkly SDK can use at the same time.</summary>
/// <remarks>
/// <para>
/// The table has the partition key <c>namespace</c> (S) and the sort key <c>key</c> (S). An item's row adds <c>version</c> (N) and
/// <c>item</c> (S, its JSON). A row with namespace and key <c>$inited</c> marks the store as initialized.
/// </para>
/// <para>
/// Before the first write the table's keys are checked, and a table with other keys is rejected; a row that does not belong to a flag table
/// is never overwritten or deleted. Reads are strongly consistent. A row that cannot be read is skipped with a warning that names it;
/// clients are notified, and keep the version they hold. Nothing is cached: put a <see cref="CachedFlagStore"/> in front. Thread-safe.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var options = new DynamoFlagStoreOptions { Prefix = "production" };
/// await using var store = await DynamoFlagStore.OpenAsync("flags", options, cancellationToken);
/// </code>
/// </example>
public sealed partial class DynamoFlagStore : IReconcilingFlagStore, IFlagDocumentStore, IFlagChangeSource, IUnreadableItemStore,
    IFollowingFlagStore, IDisposable
{
    private readonly DynamoFlagStoreOptions _options;
    private readonly RequestHealth _requests;
    private readonly Namespaces _namespaces;
    private readonly DynamoTable _table;
    private readonly DynamoTable _tableTriedOnce;
    private readonly FlagRowWriter _writer;
    private readonly ItemParts _parts;
    private readonly FlagItemWriter _items;
    private readonly WriterNotes _notes;
    private readonly ReportedRows _reported = new();
    private readonly DynamoConnection? _ownConnection;
    private readonly DynamoFlagChanges? _changes;
    private volatile bool _hasInitialized;

    /// <summary>Uses the caller's client, which the caller disposes of. Sends no request.</summary>
    /// <exception cref="ArgumentException">An option is invalid, or two contradict each other.</exception>
    public DynamoFlagStore(IAmazonDynamoDB client, string tableName, DynamoFlagStoreOptions? options = null)
        : this(client, tableName, options ?? new DynamoFlagStoreOptions(), connection: null, ownsConnection: false)
    {
    }

    /// <summary>Uses the caller's connection, which the caller disposes of. Sends no request.</summary>
    /// <exception cref="ArgumentException">An option is invalid, or two contradict each other.</exception>
    public DynamoFlagStore(DynamoConnection connection, string tableName, DynamoFlagStoreOptions? options = null)
        : this(Argument.NotNull(connection).Client, tableName, options ?? new DynamoFlagStoreOptions(), connection, ownsConnection: false)
    {
    }

    private DynamoFlagStore(
        IAmazonDynamoDB client, string tableName, DynamoFlagStoreOptions options, DynamoConnection? connection, bool ownsConnection)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        options.Validate();
        _requests = options.Table.RequestHealth ?? new(options.Table.Clock, options.Table.Logger);
        options = options with { Table = options.Table with { RequestHealth = _requests } };
        _options = options;
        _ownConnection = ownsConnection ? connection : null;
        _namespaces = new Namespaces(options.Prefix);
        _table = new DynamoTable(client, tableName, options.Table);
        _tableTriedOnce = new DynamoTable(client, tableName, options.Table with { Retry = options.Table.Retry with { MaxAttempts = 1 } });
        _writer = new FlagRowWriter(_table, options.Table);
        _parts = new ItemParts(_table, _writer, _namespaces, options);
        _changes = connection is null ? null : new DynamoFlagChanges(connection, tableName, options.Prefix, options.Table);
        _items = new FlagItemWriter(_table, _writer, _parts, _namespaces, options);
        var journal = connection is null ? null : new TableJournal(connection, tableName, options.Table);
        _notes = new WriterNotes(journal, _items, _namespaces, options.Table.Logger);
    }

    /// <inheritdoc/>
    /// <remarks>Raised on a pool thread.</remarks>
    public event EventHandler? FollowingChanged
    {
        add => _requests.Changed += value;
        remove => _requests.Changed -= value;
    }

    /// <inheritdoc/>
    /// <remarks>Requests to the table, its journal or stream that fail for a second, while they are still sent again.</remarks>
    public FollowingFailure? FollowingFailure =>
        _requests.Failure is { } failing ? new(failing.Since, failing.Last) { Problem = Failures.Translate(failing.Problem) } : null;

    /// <summary>The client that sends the requests.</summary>
    public IAmazonDynamoDB Client => _table.Client;

    /// <summary>The table's name.</summary>
    public string Table => _table.Name;

    /// <summary>The table, and the prefix where there is one; for logs and debuggers.</summary>
    public override string ToString() => string.IsNullOrEmpty(_options.Prefix) ? Table : $"{Table} ({_options.Prefix})";

    /// <summary>Gets warnings about rows that cannot be read, and the requests' retries.</summary>
    public ILogger Logger => _options.Table.Logger;

    /// <summary>
    /// Opens a table with credentials, region and endpoint from the sources that every AWS tool uses (<see cref="DynamoConnection"/>), or
    /// from the options.
    /// </summary>
    /// <exception cref="ArgumentException">An option is invalid, or two contradict each other.</exception>
    /// <exception cref="FlagStoreException">There are no credentials or no region. The table itself is not accessed yet.</exception>
    public static async Task<DynamoFlagStore> OpenAsync(
        string tableName, DynamoFlagStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DynamoFlagStoreOptions();
        options.Validate();
        var connecting = options.Connection.LoggingTo(options.Table.Logger);
        var connection = await Failures.TranslateAsync(
            () => options.Connections?.ConnectAsync(connecting, cancellationToken)
                ?? DynamoConnection.ConnectAsync(connecting, cancellationToken)).ConfigureAwait(false);
        var isOwn = options.Connections is null;
        try
        {
            return new DynamoFlagStore(connection.Client, tableName, options, connection, ownsConnection: isOwn);
        }
        catch when (isOwn)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<VersionedItem?> GetAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        await FindAsync(kind, key, cancellationToken).ConfigureAwait(false) is { IsUnreadable: false } item ? item : null;

    /// <inheritdoc/>
    public Task<VersionedItem?> FindAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
            await FindRowAsync(kind, key, cancellationToken).ConfigureAwait(false) is { } row
                ? await ReadRowAsync(kind, row, CreateBudget(), cancellationToken).ConfigureAwait(false)
                : null);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, VersionedItem>> GetAllAsync(DataKind kind, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(() => ReadAllAsync(kind, tombstones: null, includesUnreadable: false, CreateBudget(), cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, VersionedItem>> FindAllAsync(DataKind kind, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(() => ReadAllAsync(kind, tombstones: null, includesUnreadable: true, CreateBudget(), cancellationToken));

    /// <summary>The version of an item's row, also where nothing else of the row can be read: a replacement needs a higher
    /// version.</summary>
    /// <returns>Null where there is no row, or none with a version.</returns>
    /// <exception cref="FlagStoreException">The table cannot be read.</exception>
    public Task<long?> FindVersionAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(async () =>
            await FindRowAsync(kind, key, cancellationToken).ConfigureAwait(false) is { } row
                && RowReader.TryReadVersion(row, out var version)
                    ? version
                    : (long?)null);

    /// <inheritdoc/>
    public Task<bool> UpsertAsync(DataKind kind, string key, VersionedItem item, CancellationToken cancellationToken) =>
        Failures.TranslateAsync(() => _items.PutAsync(kind, key, item, WriteCondition.NewerThanStored(item.Version), cancellationToken));

    /// <inheritdoc/>
    /// <remarks>The community layout has no mark: there a store is initialized if this instance initialized it, or as soon as it has any
    /// items.</remarks>
    public Task<bool> InitializedAsync(CancellationToken cancellationToken) => InitializedAsync(_table, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Sends one request, without retries. A table that does not exist is not available.</remarks>
    public async Task<bool> IsAvailableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InitializedAsync(_tableTriedOnce, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (FlagStoreException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Uses the table's journal or stream, as <see cref="DynamoFlagChanges"/> does. A store with only the caller's client cannot: it
    /// returns null, with a warning.
    /// </remarks>
    public Task<IChangeWatch<StoredChanges>?> OpenWatchAsync(CancellationToken cancellationToken)
    {
        if (_changes is not null)
        {
            return _changes.OpenWatchAsync(cancellationToken);
        }

        LogCannotFollow(Logger, Table);
        return Task.FromResult<IChangeWatch<StoredChanges>?>(null);
    }

    /// <summary>Disposes of the client if this store created it.</summary>
    public ValueTask DisposeAsync()
    {
        _ownConnection?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Calls <see cref="DisposeAsync"/> and blocks until it completes, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private ByteBudget CreateBudget() => new(
        _options.MaxReadingBytes,
        bound => new FlagStoreException(string.Create(
            CultureInfo.InvariantCulture,
            $"what is read from the flag table {Table} takes more than {bound} bytes of memory; take rows out of it")));

    private string KeyIn(Dictionary<string, AttributeValue> row) => row.GetValueOrDefault(Attributes.Key)?.S
        ?? throw new FlagStoreException(
            $"the table {Table} is not a flag table: it has rows without a string in 'key', and {FlagTable.Keys}");

    private Task<bool> InitializedAsync(DynamoTable table, CancellationToken cancellationToken) => Failures.TranslateAsync(async () =>
    {
        if (_options.Layout == FlagTableLayout.Official)
        {
            var mark = RowRequests.One(_namespaces.Marker, _namespaces.Marker);
            return await table.GetAsync(mark, cancellationToken).ConfigureAwait(false) is not null;
        }

        return _hasInitialized
            || await HasAnyAsync(table, DataKind.Features, cancellationToken).ConfigureAwait(false)
            || await HasAnyAsync(table, DataKind.Segments, cancellationToken).ConfigureAwait(false);
    });

    private async Task<bool> HasAnyAsync(DynamoTable table, DataKind kind, CancellationToken cancellationToken)
    {
        var request = RowRequests.All(_namespaces.Of(kind));
        request.Limit = 1;
        await foreach (var page in table.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (page.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private Task<Dictionary<string, AttributeValue>?> FindRowAsync(DataKind kind, string key, CancellationToken cancellationToken) =>
        Namespaces.MayHave(key)
            ? _table.GetAsync(RowRequests.One(_namespaces.Of(kind), key), cancellationToken)
            : Task.FromResult<Dictionary<string, AttributeValue>?>(null);

    private async Task<VersionedItem?> ReadRowAsync(
        DataKind kind, Dictionary<string, AttributeValue> row, ByteBudget budget, CancellationToken cancellationToken)
    {
        var reading = RowReader.Read(row);
        if (reading.Parts is { } parts)
        {
            return await _parts.ReadAsync(kind, reading.Key, parts, budget, cancellationToken).ConfigureAwait(false);
        }

        budget.Take(ByteBudget.Weigh(reading.Key, reading.Item?.Content.Length ?? 0));

        if (reading.Problem is not { } problem)
        {
            _reported.Forget(_namespaces.Of(kind), reading.Key);
        }
        else if (_reported.IsNew(_namespaces.Of(kind), reading.Key, problem))
        {
            LogBrokenRow(Logger, Table, _namespaces.Of(kind), reading.Key, problem);
        }

        return reading.Problem is null ? reading.Item : VersionedItem.Unreadable(reading.Version);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The flag table {table} is polled: the store's client cannot read its stream; "
            + "open the store with OpenAsync, or "
            + "give the flag client a DynamoFlagChanges")]
    private static partial void LogCannotFollow(ILogger logger, string table);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "A row of the flag table is skipped: table {table}, namespace {ns}, key {key}: {problem}")]
    private static partial void LogBrokenRow(ILogger logger, string table, string ns, string key, string problem);
}
