using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.DynamoDb.Metrics;
using Confd.Flags.DynamoDb;
using Confd.Flags.Storage;

namespace Confd.Benchmarks.Stores;

/// <summary>Init, All and Get of a flag store with 5,000 flags of some 760 bytes in DynamoDB Local.</summary>
internal static class FlagStoreFigures
{
    private const int FlagCount = 5_000;
    private const int GetCount = 1_000;

    public static async Task<string> MeasureAsync(string dynamoDbUrl)
    {
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("dummy", "dummy"),
            new AmazonDynamoDBConfig { ServiceURL = dynamoDbUrl, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        const string table = "bench-flags";
        await CreateTableAsync(client, table);
        using var meter = new Meter("Confd.Benchmarks.Flags");
        using var counted = new CountedUnits(meter);
        var options = new DynamoFlagStoreOptions { Table = new DynamoTableOptions { Metrics = new DynamoMetrics(meter) } };
        await using var store = new DynamoFlagStore(client, table, options);

        var report = new StringBuilder("| operation | time ms | requests | read units | write units |\n| --- | --: | --: | --: | --: |\n");
        var flags = Flags();
        await Row("Init of 5,000 into an empty table", () => store.InitAsync(flags, CancellationToken.None));
        await Row("Init of 5,000 over the same 5,000", () => store.InitAsync(flags, CancellationToken.None));
        await Row("All of 5,000", () => store.GetAllAsync(DataKind.Features, CancellationToken.None));
        report.AppendLine(await GetsAsync(store));
        return report.ToString();

        async Task Row(string name, Func<Task> operation)
        {
            counted.Reset();
            var start = Stopwatch.GetTimestamp();
            await operation();
            var time = Stopwatch.GetElapsedTime(start);
            report.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {name} | {time.TotalMilliseconds:F0} | {counted.Requests} | {counted.ReadUnits:F0} | {counted.WriteUnits:F0} |");
        }
    }

    private static async Task<string> GetsAsync(DynamoFlagStore store)
    {
        var times = new double[GetCount];
        for (var index = 0; index < GetCount; index++)
        {
            var start = Stopwatch.GetTimestamp();
            await store.GetAsync(DataKind.Features, $"flag-{index:D4}", CancellationToken.None);
            times[index] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\nGet, one after another: p50 {times[GetCount / 2]:F2} ms, p99 {times[GetCount * 99 / 100]:F2} ms.");
    }

    private static FlagDataSet Flags()
    {
        var items = Enumerable.Range(0, FlagCount).ToDictionary(
            index => $"flag-{index:D4}",
            index => new VersionedItem(1, Encoding.UTF8.GetBytes(Json(index))));
        return new FlagDataSet(new KindItems(DataKind.Features, items));
    }

    private static string Json(int index)
    {
        var rules = string.Join(',', Enumerable.Range(0, 3).Select(rule =>
            $$"""{"id":"rule-{{rule}}","variation":{{rule % 2}}"""
                + $$""","clauses":[{"attribute":"country","op":"in","values":["de","fr","nz","au"],"negate":false}]"""
                + $$""","trackEvents":false}"""));
        return $$"""{"key":"flag-{{index:D4}}","version":1,"on":true,"deleted":false,"variations":[true,false],"offVariation":1"""
            + $$""","fallthrough":{"variation":0},"salt":"0123456789abcdef0123456789abcdef","targets":[{"variation":0"""
            + $$""","values":["user-1","user-2","user-3"]}],"prerequisites":[],"rules":[{{rules}}],"trackEvents":false"""
            + $$""","clientSide":false}""";
    }

    private static Task CreateTableAsync(AmazonDynamoDBClient client, string table) => client.CreateTableAsync(new CreateTableRequest
    {
        TableName = table,
        KeySchema = [new KeySchemaElement("namespace", KeyType.HASH), new KeySchemaElement("key", KeyType.RANGE)],
        AttributeDefinitions =
            [new AttributeDefinition("namespace", ScalarAttributeType.S), new AttributeDefinition("key", ScalarAttributeType.S)],
        BillingMode = BillingMode.PAY_PER_REQUEST,
    });
}
