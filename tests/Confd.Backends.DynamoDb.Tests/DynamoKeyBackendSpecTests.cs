using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.BackendSpec;
using Confd.TestSupport;

namespace Confd.Backends.DynamoDb.Tests;

/// <summary>The contract of a backend over a table with a stream.</summary>
public sealed class DynamoKeyBackendSpecTests : KeyBackendSpec
{
    private readonly string _table = DynamoDbLocal.NewTableName();
    private AmazonDynamoDBClient? _client;
    private bool _isGone;

    protected override IKeyBackendFactory Factory => new DynamoBackendFactory
    {
        Connection = new()
        {
            Endpoint = new Uri(DynamoDbLocal.Endpoint),
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("dummy", "dummy"),
        },
    };

    public override async ValueTask InitializeAsync()
    {
        _client = DynamoDbLocal.CreateClient();
        await DynamoDbLocal.CreateKeyTableAsync(_client, _table, hasStream: true);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await (_isGone ? Task.CompletedTask : _client.DeleteTableAsync(_table));
            _client.Dispose();
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task Open_OptionsOfTheSection_AreUsed()
    {
        var item = new Dictionary<string, AttributeValue> { ["key"] = new() { S = "/a/x" }, ["text"] = new() { S = "from text" } };
        await _client!.PutItemAsync(_table, item, Cancellation);
        var section = Section((DynamoBackendFactory.ValueAttribute, "text"), (DynamoBackendFactory.ConsistentRead, true));
        await using var backend = await Factory.OpenAsync(section, new BackendContext(), Cancellation);

        var reading = await backend.ReadAsync(["/a"], Cancellation);

        reading.Select(["/a"])["/a/x"].ToArray().ShouldBe("from text"u8.ToArray());
    }

    protected override Task<IKeyBackend> OpenAsync(BackendContext context) => Factory.OpenAsync(Section(), context, Cancellation);

    protected override async Task WriteAsync(IReadOnlyDictionary<string, string> keys)
    {
        foreach (var chunk in keys.Chunk(25))
        {
            var writes = chunk.Select(pair => new WriteRequest(new PutRequest(new()
            {
                ["key"] = new AttributeValue { S = pair.Key },
                ["value"] = new AttributeValue { S = pair.Value },
            })));
            await _client!.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [_table] = [.. writes] } }, Cancellation);
        }
    }

    protected override async Task<bool> TryBreakAsync()
    {
        await _client!.DeleteTableAsync(_table, Cancellation);
        return _isGone = true;
    }

    private BackendSection Section(params (BackendOption Option, object Value)[] more) => new(
        "dynamodb", more.Append((DynamoBackendFactory.Table, _table)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
}
