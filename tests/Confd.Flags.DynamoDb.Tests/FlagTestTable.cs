using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>A flag table of one test's own, deleted at its end, with raw access to its rows.</summary>
internal sealed class FlagTestTable : IAsyncDisposable
{
    private FlagTestTable(AmazonDynamoDBClient client, string name)
    {
        Client = client;
        Name = name;
    }

    public AmazonDynamoDBClient Client { get; }

    public string Name { get; }

    /// <summary>Creates a table, without its stream where nobody follows it: in DynamoDB Local each record of a stream makes the next one
    /// slower, of whatever table, and thousands of writes take minutes.</summary>
    public static async Task<FlagTestTable> CreateAsync(bool hasStream = false)
    {
        var client = DynamoDbLocal.CreateClient();
        var name = DynamoDbLocal.NewTableName("flags");
        if (hasStream)
        {
            (await FlagTable.CreateAsync(client, name, options: null, Cancellation)).ShouldBeTrue();
        }
        else
        {
            await client.CreateTableAsync(WithoutStream(name), Cancellation);
        }

        return new FlagTestTable(client, name);
    }

    /// <summary>Connects as a program does, to where the tables are.</summary>
    public static Task<DynamoConnection> ConnectAsync() => DynamoConnection.ConnectAsync(
        new() { Endpoint = new(DynamoDbLocal.Endpoint), Region = "us-east-1", Credentials = new BasicAWSCredentials("dummy", "dummy") },
        Cancellation);

    /// <summary>Puts another stream in place of the one that the table was made with.</summary>
    public async Task SetStreamAsync(StreamViewType view)
    {
        await DisableStreamAsync();
        await Client.UpdateTableAsync(
            new UpdateTableRequest { TableName = Name, StreamSpecification = new() { StreamEnabled = true, StreamViewType = view } },
            Cancellation);
    }

    public Task PutAsync(string @namespace, string key, params (string Name, AttributeValue Value)[] attributes)
    {
        var row = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);
        row["namespace"] = new() { S = @namespace };
        row["key"] = new() { S = key };
        return Client.PutItemAsync(Name, row, Cancellation);
    }

    public async Task<Dictionary<string, AttributeValue>?> GetAsync(string @namespace, string key)
    {
        var rowKey = new Dictionary<string, AttributeValue> { ["namespace"] = new() { S = @namespace }, ["key"] = new() { S = key } };
        var response = await Client.GetItemAsync(Name, rowKey, consistentRead: true, Cancellation);
        return response.Item is { Count: > 0 } item ? item : null;
    }

    /// <summary>Namespace and key of every row, in order.</summary>
    public async Task<List<string>> ListAsync()
    {
        var rows = new List<string>();
        var request = new ScanRequest { TableName = Name, ConsistentRead = true };
        do
        {
            var page = await Client.ScanAsync(request, Cancellation);
            rows.AddRange(page.Items.Select(row => $"{row["namespace"].S}/{row["key"].S}"));
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    // Turning off the stream that it would have first fails now and then in DynamoDB Local, where others do so at the same time.
    private static CreateTableRequest WithoutStream(string name) => new()
    {
        TableName = name,
        AttributeDefinitions =
        [
            new() { AttributeName = "namespace", AttributeType = ScalarAttributeType.S },
            new() { AttributeName = "key", AttributeType = ScalarAttributeType.S },
        ],
        KeySchema =
        [
            new() { AttributeName = "namespace", KeyType = KeyType.HASH },
            new() { AttributeName = "key", KeyType = KeyType.RANGE },
        ],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    };

    private Task DisableStreamAsync() => Client.UpdateTableAsync(
        new UpdateTableRequest { TableName = Name, StreamSpecification = new() { StreamEnabled = false } }, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Client.DeleteTableAsync(Name, CancellationToken.None);
        Client.Dispose();
    }
}
