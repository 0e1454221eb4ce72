using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Connections;
using Confd.TestSupport;

namespace Confd.DynamoDb.Tests;

/// <summary>Tables that do not look like the original's: other attribute names, indexes, and consistent reads.</summary>
public sealed class KeyValueTableShapeTests
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["/app/db/host"] = "db.example.com",
        ["/app/db/port"] = "5432",
        ["/other"] = "x",
    };

    [Fact]
    public async Task GetValues_OtherAttributeNames_ReadsExactKeysAndPrefixes()
    {
        await using var table = await CreateAsync("name");
        await using var opened = await OpenAsync(table, options => options with { KeyAttribute = "name", ValueAttribute = "data" });

        (await opened.GetValuesAsync(["/app/db", "/other"], Cancellation)).ShouldBe(Settings, ignoreOrder: true);
    }

    [Fact]
    public async Task GetValues_GlobalIndexOnTheKey_ReadsExactKeysAndPrefixes()
    {
        await using var table = await CreateAsync("id", index: ("name", null));
        await using var opened = await OpenAsync(
            table, options => options with { KeyAttribute = "name", ValueAttribute = "data", IndexName = "by-name" });

        (await opened.GetValuesAsync(["/app/db", "/other"], Cancellation)).ShouldBe(Settings, ignoreOrder: true);
    }

    [Fact]
    public async Task GetValues_GlobalIndexWithPartition_ReadsItsPartitionOnly()
    {
        await using var table = await CreateAsync("id", index: ("stage", "name"));
        await using var opened = await OpenAsync(
            table,
            options => options with { KeyAttribute = "name", ValueAttribute = "data", IndexName = "by-name", Partition = "production" });

        (await opened.GetValuesAsync(["/app/db", "/other"], Cancellation)).ShouldBe(Settings, ignoreOrder: true);
        await using var empty = await OpenAsync(
            table,
            options => options with { KeyAttribute = "name", ValueAttribute = "data", IndexName = "by-name", Partition = "staging" });
        (await empty.GetValuesAsync(["/app/db", "/other"], Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GetValues_ConsistentRead_CostsTwiceTheUnits()
    {
        await using var table = await TestTable.CreateAsync();
        await table.FillAsync(Enumerable.Range(0, 100).Select(n => KeyValuePair.Create($"/app/k{n:000}", new string('v', 1000))));

        var eventual = await UnitsAsync(table, isConsistent: false);
        var consistent = await UnitsAsync(table, isConsistent: true);

        eventual.ShouldBeGreaterThan(0);
        consistent.ShouldBe(2 * eventual);
    }

    [Theory]
    [InlineData("N")]
    [InlineData("B")]
    public async Task Open_KeyIsNotAString_ReportsIt(string type)
    {
        await using var table = new ShapedTable();
        await table.Client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = table.Name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                KeySchema = [new KeySchemaElement("key", KeyType.HASH)],
                AttributeDefinitions = [new AttributeDefinition("key", new ScalarAttributeType(type))],
            },
            Cancellation);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => OpenAsync(table, options => options));

        failed.Failure.ShouldBe(DynamoDbFailure.InvalidRequest);
        failed.Message.ShouldStartWith($"table {table.Name} has the key 'key' of type {type}, but keys are texts (type S)");
    }

    [Fact]
    public async Task Open_PartitionIsNotAString_ReportsIt()
    {
        await using var table = new ShapedTable();
        await table.Client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = table.Name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                KeySchema = [new KeySchemaElement("tenant", KeyType.HASH), new KeySchemaElement("key", KeyType.RANGE)],
                AttributeDefinitions =
                [
                    new AttributeDefinition("tenant", ScalarAttributeType.N), new AttributeDefinition("key", ScalarAttributeType.S),
                ],
            },
            Cancellation);

        (await Should.ThrowAsync<DynamoDbException>(() => OpenAsync(table, options => options with { Partition = "5" })))
            .Message.ShouldStartWith($"table {table.Name} has the key 'tenant' of type N, but keys are texts (type S)");
    }

    private static async Task<double> UnitsAsync(TestTable table, bool isConsistent)
    {
        await using var opened = await KeyValueTable.OpenAsync(
            table.Name, table.Options() with { IsConsistentRead = isConsistent }, Cancellation);
        table.Proxy.ResetCounts();
        (await opened.GetValuesAsync(["/app"], Cancellation)).Count.ShouldBe(100);
        return table.Proxy.ReadUnits;
    }

    internal static Task<KeyValueTable> OpenAsync(ShapedTable table, Func<KeyValueTableOptions, KeyValueTableOptions> shape) =>
        KeyValueTable.OpenAsync(
            table.Name,
            shape(new KeyValueTableOptions
            {
                Connection = new DynamoConnectionOptions
                {
                    Endpoint = new Uri(DynamoDbLocal.Endpoint),
                    Region = "us-east-1",
                    Credentials = TestTable.TestCredentials,
                },
            }),
            Cancellation);

    internal static async Task<ShapedTable> CreateAsync(
        string partitionKey, (string Hash, string? Range)? index = null, StreamViewType? stream = null)
    {
        var table = new ShapedTable();
        string[] attributes =
            [partitionKey, .. index is { } keys ? keys.Range is { } range ? [keys.Hash, range] : (string[])[keys.Hash] : []];
        var request = new CreateTableRequest
        {
            TableName = table.Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement(partitionKey, KeyType.HASH)],
            AttributeDefinitions = [.. attributes.Select(name => new AttributeDefinition(name, ScalarAttributeType.S))],
            StreamSpecification = stream is null ? null : new StreamSpecification { StreamEnabled = true, StreamViewType = stream },
        };
        if (index is { } wanted)
        {
            List<KeySchemaElement> schema = [new KeySchemaElement(wanted.Hash, KeyType.HASH)];
            if (wanted.Range is not null)
            {
                schema.Add(new KeySchemaElement(wanted.Range, KeyType.RANGE));
            }

            request.GlobalSecondaryIndexes =
            [
                new GlobalSecondaryIndex
                {
                    IndexName = "by-name",
                    KeySchema = schema,
                    Projection = new Projection { ProjectionType = ProjectionType.ALL },
                },
            ];
        }

        await table.Client.CreateTableAsync(request, Cancellation);
        foreach (var (key, value) in Settings)
        {
            await table.PutAsync(Convert.ToHexString(Encoding.UTF8.GetBytes(key)), key, value);
        }

        return table;
    }

    internal sealed class ShapedTable : IAsyncDisposable
    {
        public string Name { get; } = DynamoDbLocal.NewTableName("shape");

        public AmazonDynamoDBClient Client { get; } = DynamoDbLocal.CreateClient();

        public Task PutAsync(string id, string name, string value, string stage = "production") => Client.PutItemAsync(
            Name,
            new()
            {
                ["id"] = new() { S = id },
                ["stage"] = new() { S = stage },
                ["name"] = new() { S = name },
                ["data"] = new() { S = value },
            },
            Cancellation);

        public async ValueTask DisposeAsync()
        {
            await Client.DeleteTableAsync(Name);
            Client.Dispose();
        }
    }
}
