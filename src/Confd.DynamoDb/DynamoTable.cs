using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Responses;

namespace Confd.DynamoDb;

/// <summary>One table, read and written through all pages, with retries of every failed or unprocessed part.</summary>
/// <remarks>
/// Requests are those of the SDK; <c>TableName</c> and <c>ReturnConsumedCapacity</c> are set here. Thread-safe; does not dispose of the
/// client.
/// </remarks>
public sealed partial class DynamoTable
{
    private readonly DynamoTableOptions _options;
    private readonly RetryLoop _loop;
    private readonly Lock _unitsLock = new();
    private double _readUnits;

    /// <summary>Creates an instance for a table; sends no request.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public DynamoTable(IAmazonDynamoDB client, string name, DynamoTableOptions? options = null)
    {
        Client = client;
        Name = name;
        _options = (options ?? new DynamoTableOptions()).Sharing();
        _options.Validate();
        _loop = new RetryLoop(name, _options);
    }

    /// <summary>The table's name.</summary>
    public string Name { get; }

    /// <summary>The client that sends the requests.</summary>
    public IAmazonDynamoDB Client { get; }

    /// <summary>Requests status, key schema, item count and stream. Needs <c>dynamodb:DescribeTable</c>.</summary>
    /// <exception cref="DynamoDbException">Among others <see cref="DynamoDbFailure.TableMissing"/>.</exception>
    public async Task<TableDescription> DescribeAsync(CancellationToken cancellationToken = default)
    {
        var response = await InvokeAsync(
            "DescribeTable", (client, token) => client.DescribeTableAsync(Name, token), cancellationToken).ConfigureAwait(false);
        return response.Table;
    }

    /// <summary>Reads one item by its full primary key; null where there is none.</summary>
    public async Task<Dictionary<string, AttributeValue>?> GetAsync(GetItemRequest request, CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        var response = await InvokeAsync(
            "GetItem",
            async (client, token) => ResponseShape.WithCapacity(await client.GetItemAsync(request, token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        CountReadUnits(response.ConsumedCapacity);
        return response.Item is { Count: > 0 } item ? item : null;
    }

    /// <summary>Runs a Query to its last page; each page is returned as it arrives.</summary>
    /// <remarks><paramref name="request"/> is used and changed while the pages are read: its <c>ExclusiveStartKey</c> is the start of the
    /// page after the current one, and null or empty with the last one.</remarks>
    public async IAsyncEnumerable<List<Dictionary<string, AttributeValue>>> QueryAsync(
        QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        do
        {
            var page = await InvokeAsync(
                "Query", (client, token) => client.QueryAsync(request, token), cancellationToken).ConfigureAwait(false);
            CountReadUnits(page.ConsumedCapacity);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
            yield return page.Items ?? [];
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    /// <summary>Runs a Scan to its last page; each page is returned as it arrives. A page may be empty without being the last.</summary>
    /// <remarks><paramref name="request"/> is used and changed while the pages are read: its <c>ExclusiveStartKey</c> is the start of the
    /// page after the current one, and null or empty with the last one.</remarks>
    public async IAsyncEnumerable<List<Dictionary<string, AttributeValue>>> ScanAsync(
        ScanRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        request.TableName = Name;
        request.ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL;
        do
        {
            var page = await InvokeAsync(
                "Scan", (client, token) => client.ScanAsync(request, token), cancellationToken).ConfigureAwait(false);
            CountReadUnits(page.ConsumedCapacity);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
            yield return page.Items ?? [];
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    /// <summary>Sends any other operation of the client with the same retries, metrics and errors.</summary>
    /// <param name="operation">DynamoDB's name, such as <c>TransactWriteItems</c>; for errors and metrics.</param>
    /// <param name="send">Sends it once. It may be called many times and must pass the token on.</param>
    /// <param name="cancellationToken">Cancels the operation; after a failure the exception has that failure.</param>
    public Task<T> InvokeAsync<T>(
        string operation, Func<IAmazonDynamoDB, CancellationToken, Task<T>> send, CancellationToken cancellationToken) =>
        _loop.RunAsync(operation, async token => ResponseShape.Whole(await send(Client, token).ConfigureAwait(false)), cancellationToken);

    /// <summary>As <see cref="InvokeAsync"/>, but null where DynamoDB throttles: for a caller that retries later by itself.</summary>
    internal Task<T?> InvokeUnlessThrottledAsync<T>(
        string operation, Func<IAmazonDynamoDB, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
        where T : class => _loop.RunUnlessThrottledAsync(operation, token => send(Client, token), cancellationToken);

    /// <summary>Counts the consumed capacity of a read, also one made without this instance's methods.</summary>
    internal void CountReadUnits(ConsumedCapacity? consumed)
    {
        _options.Metrics?.AddReadUnits(Name, consumed);
        lock (_unitsLock)
        {
            _readUnits += consumed?.CapacityUnits ?? 0;
        }
    }

    /// <summary>Counts the consumed capacity of a write, also one made without this instance's methods.</summary>
    internal void CountWriteUnits(ConsumedCapacity? consumed) => _options.Metrics?.AddWriteUnits(Name, consumed);

    /// <summary>Read units that this instance has consumed so far.</summary>
    internal double ReadUnits
    {
        get
        {
            lock (_unitsLock)
            {
                return _readUnits;
            }
        }
    }
}
