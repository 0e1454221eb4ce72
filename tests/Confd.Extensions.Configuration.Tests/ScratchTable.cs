using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Extensions.Configuration.Tests;

/// <summary>A table of DynamoDB Local for one test.</summary>
internal sealed class ScratchTable : IAsyncDisposable
{
    private readonly AmazonDynamoDBClient _client = DynamoDbLocal.CreateClient();

    private readonly bool _hasStream;

    private ScratchTable(bool hasStream) => _hasStream = hasStream;

    public string Name { get; } = DynamoDbLocal.NewTableName("settings");

    public static Task<ScratchTable> CreateAsync(params (string Key, string Value)[] items) => CreateAsync(hasStream: false, items);

    public static async Task<ScratchTable> CreateAsync(bool hasStream, params (string Key, string Value)[] items)
    {
        var table = new ScratchTable(hasStream);
        await table.CreateAsync();
        foreach (var (key, value) in items)
        {
            await table.PutAsync(key, value);
        }

        return table;
    }

    /// <summary>Settings that reach DynamoDB Local, or a proxy in front of it, with short waits.</summary>
    public static KeyValueTableOptions Options(TimeProvider? clock = null, FaultProxy? proxy = null) => new()
    {
        Clock = clock ?? TimeProvider.System,
        Connection = new DynamoConnectionOptions
        {
            Endpoint = new Uri(proxy?.Url ?? DynamoDbLocal.Endpoint),
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("dummy", "dummy"),
        },
    };

    public Task EnableStreamAsync() => new DynamoTable(_client, Name).EnableStreamAsync(Cancellation);

    public Task PutAsync(string key, string value) => PutAsync(key, new AttributeValue { S = value });

    public Task PutAsync(string key, AttributeValue value) =>
        _client.PutItemAsync(Name, new() { ["key"] = new() { S = key }, ["value"] = value });

    /// <summary>Puts up to 25 items at once.</summary>
    public Task PutManyAsync(IEnumerable<(string Key, string Value)> items) => _client.BatchWriteItemAsync(new BatchWriteItemRequest
    {
        RequestItems = new()
        {
            [Name] = [.. items.Select(item => new WriteRequest(new PutRequest(
                new Dictionary<string, AttributeValue> { ["key"] = new() { S = item.Key }, ["value"] = new() { S = item.Value } })))],
        },
    });

    public Task DeleteAsync(string key) =>
        _client.DeleteItemAsync(Name, new Dictionary<string, AttributeValue> { ["key"] = new() { S = key } });

    public Task DropAsync() => _client.DeleteTableAsync(Name);

    public Task CreateAsync() => DynamoDbLocal.CreateKeyTableAsync(_client, Name, _hasStream);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await DropAsync();
        }
        catch (ResourceNotFoundException)
        {
            // The test dropped it.
        }

        _client.Dispose();
    }
}
