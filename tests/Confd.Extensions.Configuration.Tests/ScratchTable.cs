using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;

namespace Confd.Extensions.Configuration.Tests;

/// <summary>A table of DynamoDB Local for one test.</summary>
internal sealed class ScratchTable : IAsyncDisposable
{
    private readonly AmazonDynamoDBClient _client = DynamoDbLocal.CreateClient();

    private ScratchTable()
    {
    }

    public string Name { get; } = DynamoDbLocal.NewTableName("settings");

    public static async Task<ScratchTable> CreateAsync(params (string Key, string Value)[] items)
    {
        var table = new ScratchTable();
        await table.CreateAsync();
        foreach (var (key, value) in items)
        {
            await table.PutAsync(key, value);
        }

        return table;
    }

    public static KeyValueTableOptions Options(TimeProvider? clock = null) => new()
    {
        Clock = clock ?? TimeProvider.System,
        Connection = LocalConnection(),
    };

    public Task PutAsync(string key, string value) =>
        _client.PutItemAsync(Name, new() { ["key"] = new() { S = key }, ["value"] = new() { S = value } });

    public Task DropAsync() => _client.DeleteTableAsync(Name);

    public Task CreateAsync() => _client.CreateTableAsync(new CreateTableRequest
    {
        TableName = Name,
        KeySchema = [new KeySchemaElement("key", KeyType.HASH)],
        AttributeDefinitions = [new AttributeDefinition("key", ScalarAttributeType.S)],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    });

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

    private static DynamoConnectionOptions LocalConnection() => new()
    {
        Endpoint = new Uri(DynamoDbLocal.Endpoint),
        Region = "us-east-1",
        Credentials = new BasicAWSCredentials("dummy", "dummy"),
    };
}
