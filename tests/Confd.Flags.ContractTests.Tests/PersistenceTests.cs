using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.TestSupport;

namespace Confd.Flags.ContractTests.Tests;

public sealed class PersistenceTests : HarnessTestBase
{
    private const string Table = "sdk-contract-tests";

    [Theory]
    [Capability("persistent-data-store-dynamodb")]
    [InlineData("\"mode\":\"off\"", "")]
    [InlineData("\"mode\":\"off\"", "custom")]
    public async Task Daemon_NoCache_ReadsEachTime(string cache, string prefix)
    {
        using var database = await ResetAsync();
        await using var client = await CreateAsync(cache, "", prefix);

        (await client.EvaluateAsync("a", defaultValue: "\"d\"")).ShouldBe("""{"value":"d"}""");
        await PutAsync(database, prefix, "a", Fallthrough);
        (await client.EvaluateAsync("a", defaultValue: "\"d\"")).ShouldBe("""{"value":"x"}""");
    }

    [Fact]
    [Capability("persistent-data-store-dynamodb")]
    public async Task Daemon_InfiniteCache_KeepsWhatItReadAndMissed()
    {
        using var database = await ResetAsync();
        await PutAsync(database, "", "a", Fallthrough);
        await using var client = await CreateAsync("\"mode\":\"infinite\"", "", "");
        (await client.EvaluateAsync("a", defaultValue: "\"d\"")).ShouldBe("""{"value":"x"}""");
        (await client.EvaluateAsync("b", defaultValue: "\"d\"")).ShouldBe("""{"value":"d"}""");

        using var again = await ResetAsync();
        await PutAsync(again, "", "b", Fallthrough);

        (await client.EvaluateAsync("a", defaultValue: "\"d\"")).ShouldBe("""{"value":"x"}""");
        (await client.EvaluateAsync("b", defaultValue: "\"d\"")).ShouldBe("""{"value":"d"}""");
    }

    [Theory]
    [Capability("persistent-data-store-dynamodb")]
    [InlineData("\"mode\":\"infinite\"")]
    [InlineData("\"mode\":\"ttl\",\"ttl\":1000")]
    public async Task Streaming_Cache_SeesWhatTheStreamBringsAndWritesIt(string cache)
    {
        using var database = await ResetAsync();
        var (stream, endpoint) = Harness.Streaming($$"""{"a":{{Fallthrough}} }""");
        await using var client = await CreateAsync(cache, $"\"streaming\":{{\"baseUri\":\"{endpoint.Address}\"}},", "");
        await client.UntilAsync("a", "\"x\"");
        (await client.EvaluateAsync("b", defaultValue: "\"d\"")).ShouldBe("""{"value":"d"}""");
        (await GetAsync(database, "$inited", "$inited")).ShouldNotBeNull();

        stream.Push(
            "patch",
            """{"path":"/flags/a","data":{"key":"a","version":2,"on":true,"variations":["x","y"],"fallthrough":{"variation":1}}}""");
        stream.Push(
            "patch", """{"path":"/flags/b","data":{"key":"b","version":1,"on":true,"variations":["z"],"fallthrough":{"variation":0}}}""");
        await client.UntilAsync("b", "\"z\"");
        (await client.EvaluateAsync("a")).ShouldBe("""{"value":"y"}""");
        (await GetAsync(database, "features", "a"))!["version"].N.ShouldBe("2");
    }

    [Fact]
    [Capability("persistent-data-store-dynamodb")]
    public async Task Streaming_InfiniteCache_ReadsThroughWhatTheStreamNeverHad()
    {
        using var database = await ResetAsync();
        var endpoint = Harness.Streaming($$"""{"a":{{Fallthrough}} }""").Endpoint;
        await using var client = await CreateAsync("\"mode\":\"infinite\"", $"\"streaming\":{{\"baseUri\":\"{endpoint.Address}\"}},", "");
        await client.UntilAsync("a", "\"x\"");

        await PutAsync(database, "", "c", Fallthrough);

        (await client.EvaluateAsync("c", defaultValue: "\"d\"")).ShouldBe("""{"value":"x"}""");
    }

    private static async Task<AmazonDynamoDBClient> ResetAsync()
    {
        var client = DynamoDbLocal.CreateClient();
        try
        {
            await client.DeleteTableAsync(Table, Cancellation);
        }
        catch (ResourceNotFoundException)
        {
            // The first test.
        }

        await client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = Table,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new("namespace", ScalarAttributeType.S), new("key", ScalarAttributeType.S)],
                KeySchema = [new("namespace", KeyType.HASH), new("key", KeyType.RANGE)],
            },
            Cancellation);
        return client;
    }

    private static Task PutAsync(AmazonDynamoDBClient database, string prefix, string key, string flag) => database.PutItemAsync(
        Table,
        new()
        {
            ["namespace"] = new(prefix.Length == 0 ? "features" : $"{prefix}:features"),
            ["key"] = new(key),
            ["version"] = new() { N = "1" },
            ["item"] = new(flag),
        },
        Cancellation);

    private static async Task<Dictionary<string, AttributeValue>?> GetAsync(AmazonDynamoDBClient database, string kind, string key)
    {
        var answer = await database.GetItemAsync(Table, new() { ["namespace"] = new(kind), ["key"] = new(key) }, Cancellation);
        return answer.IsItemSet ? answer.Item : null;
    }

    private Task<HarnessClient> CreateAsync(string cache, string source, string prefix) => Harness.CreateAsync($$"""
        {{source}}"persistentDataStore":{"store":{"type":"dynamodb","dsn":"{{DynamoDbLocal.Endpoint}}","prefix":"{{prefix}}"},"cache":{{"{"}}{{cache}} } }
        """);
}
