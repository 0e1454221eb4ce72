using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests;

/// <summary>A table of its own for one test, filled directly and read through a counting, harming proxy.</summary>
internal sealed class TestTable : IAsyncDisposable
{
    private readonly AmazonDynamoDBClient _client = DynamoDbLocal.CreateClient();

    private TestTable(FaultProxy proxy) => Proxy = proxy;

    public string Name { get; } = DynamoDbLocal.NewTableName();

    public FaultProxy Proxy { get; }

    public string? StreamArn { get; private set; }

    public static async Task<TestTable> CreateAsync(bool isPartitioned = false, bool hasStream = false)
    {
        var table = new TestTable(await FaultProxy.StartAsync(DynamoDbLocal.Endpoint));
        var request = new CreateTableRequest
        {
            TableName = table.Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition("key", ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement("key", isPartitioned ? KeyType.RANGE : KeyType.HASH)],
        };
        if (isPartitioned)
        {
            request.AttributeDefinitions.Add(new AttributeDefinition("partition", ScalarAttributeType.S));
            request.KeySchema.Insert(0, new KeySchemaElement("partition", KeyType.HASH));
        }

        if (hasStream)
        {
            request.StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_IMAGE };
        }

        table.StreamArn = (await table._client.CreateTableAsync(request)).TableDescription.LatestStreamArn;
        return table;
    }

    /// <summary>Settings that reach DynamoDB Local through the proxy, with short waits.</summary>
    public KeyValueTableOptions Options(DynamoRetryOptions? retry = null) => new()
    {
        Connection = new DynamoConnectionOptions { Endpoint = new Uri(Proxy.Url), Region = "us-east-1", Credentials = TestCredentials },
        Retry = retry ?? QuickRetry,
    };

    public static Amazon.Runtime.AWSCredentials TestCredentials { get; } = new Amazon.Runtime.BasicAWSCredentials("dummy", "dummy");

    public static DynamoRetryOptions QuickRetry { get; } = new()
    {
        BaseDelay = TimeSpan.FromMilliseconds(1),
        MaxDelay = TimeSpan.FromMilliseconds(20),

        // Tests count requests: none is sent again, or given up, because the machine is busy.
        AttemptTimeout = TimeSpan.FromMinutes(1),
        Budget = TimeSpan.FromMinutes(5),
    };

    public Task<KeyValueTable> OpenAsync(DynamoRetryOptions? retry = null, string? partition = null) =>
        KeyValueTable.OpenAsync(Name, Options(retry) with { Partition = partition }, Cancellation);

    public Task PutAsync(string key, string value, string? partition = null) =>
        PutRawAsync(key, new AttributeValue { S = value }, partition);

    public Task PutRawAsync(string key, AttributeValue? value, string? partition = null)
    {
        var item = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["key"] = new() { S = key } };
        if (value is not null)
        {
            item["value"] = value;
        }

        if (partition is not null)
        {
            item["partition"] = new() { S = partition };
        }

        return _client.PutItemAsync(Name, item);
    }

    public Task DeleteAsync(string key) =>
        _client.DeleteItemAsync(Name, new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["key"] = new() { S = key } });

    /// <summary>Fills the table past the proxy, so that nothing is counted.</summary>
    public async Task FillAsync(IEnumerable<KeyValuePair<string, string>> pairs, string? partition = null)
    {
        foreach (var chunk in pairs.Chunk(25))
        {
            var writes = chunk.Select(pair =>
            {
                var item = new Dictionary<string, AttributeValue>(StringComparer.Ordinal)
                {
                    ["key"] = new() { S = pair.Key },
                    ["value"] = new() { S = pair.Value },
                };
                if (partition is not null)
                {
                    item["partition"] = new() { S = partition };
                }

                return new WriteRequest(new PutRequest(item));
            }).ToList();
            await _client.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [Name] = writes } });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _client.DeleteTableAsync(Name);
        _client.Dispose();
    }
}
