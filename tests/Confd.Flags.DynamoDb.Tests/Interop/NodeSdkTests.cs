using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests.Interop;

/// <summary>One table shared with LaunchDarkly's Node SDK and its DynamoDB store, in both directions, with and without a prefix.</summary>
public sealed class NodeSdkTests : IAsyncLifetime
{
    private const string Data = """
        {"flags":{
           "plain":{"key":"plain","version":3,"on":true,"variations":[true,false],"fallthrough":{"variation":0},"offVariation":1,"salt":"s"},
           "ünï-日本 🚩":{"key":"ünï-日本 🚩","version":1,"on":true,"variations":["grün \"x\" \\ 🚩","b"],"fallthrough":{"variation":0}},
           "targeted":{"key":"targeted","version":7,"on":true,"variations":[1,2,{"deep":[null,1.5]}],"fallthrough":{"variation":1},"unknownField":{"kept":1},
             "rules":[{"id":"r1","variation":2,"clauses":[{"attribute":"","op":"segmentMatch","values":["beta"]}]}]},
           "with$dollar":{"key":"with$dollar","version":2,"on":false,"variations":["on","off"],"offVariation":1}},
         "segments":{"beta":{"key":"beta","version":4,"included":["u1"],"salt":"x"}}}
        """;

    private FlagTestTable _table = null!;

    public async ValueTask InitializeAsync()
    {
        NodeSdk.SkipUnlessInstalled();
        _table = await FlagTestTable.CreateAsync();
    }

    public ValueTask DisposeAsync() => _table?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(null)]
    [InlineData("env")]
    public async Task Data_WrittenHere_EvaluatesInTheNodeSdk(string? prefix)
    {
        await Open(prefix).InitAsync(Read(Data), Cancellation);
        await Open(prefix).UpsertAsync(
            DataKind.Features,
            "late",
            FlagItemJson.Read("late", """{"key":"late","version":1,"on":true,"variations":["l"],"fallthrough":{"variation":0}}"""u8),
            Cancellation);
        await Open(prefix).DeleteAsync(DataKind.Features, "plain", 4, Cancellation);

        var sdk = new NodeSdk(_table.Name, prefix);
        using var all = await sdk.AllAsync();
        all.RootElement.GetProperty("initialized").GetBoolean().ShouldBeTrue();
        all.RootElement.GetProperty("flags").EnumerateObject().Select(flag => flag.Name)
            .ShouldBe(["ünï-日本 🚩", "targeted", "with$dollar", "late"], ignoreOrder: true);
        all.RootElement.GetProperty("flags").GetProperty("targeted").GetProperty("unknownField").GetProperty("kept").GetInt32().ShouldBe(1);
        all.RootElement.GetProperty("segments").EnumerateObject().Select(segment => segment.Name).ShouldBe(["beta"]);

        var answers = await sdk.EvaluateAsync(
        [
            """{"flagKey":"plain","context":{"kind":"user","key":"u1"},"default":"gone"}""",
            """{"flagKey":"ünï-日本 🚩","context":{"kind":"user","key":"u1"},"default":""}""",
            """{"flagKey":"targeted","context":{"kind":"user","key":"u1"},"default":0}""",
            """{"flagKey":"targeted","context":{"kind":"user","key":"u2"},"default":0}""",
            """{"flagKey":"with$dollar","context":{"kind":"user","key":"u2"},"default":0}""",
            """{"flagKey":"late","context":{"kind":"user","key":"u2"},"default":0}""",
        ]);
        answers.Select(answer => answer.GetProperty("value").GetRawText())
            .ShouldBe(["\"gone\"", "\"grün \\\"x\\\" \\\\ 🚩\"", """{"deep":[null,1.5]}""", "2", "\"off\"", "\"l\""]);
        answers[0].GetProperty("reason").GetProperty("errorKind").GetString().ShouldBe("FLAG_NOT_FOUND");
        answers[2].GetProperty("reason").GetProperty("ruleId").GetString().ShouldBe("r1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("env")]
    public async Task Data_WrittenByTheNodeSdk_IsReadHere(string? prefix)
    {
        var sdk = new NodeSdk(_table.Name, prefix);
        await sdk.InitAsync(Data);
        await sdk.UpsertAsync("""{"flags":{"late":{"key":"late","version":1}},"segments":{"beta":{"key":"beta","version":3}}}""");
        await sdk.DeleteAsync("features", "plain", 4);

        var store = Open(prefix);
        (await store.InitializedAsync(Cancellation)).ShouldBeTrue();
        (await Open(prefix + "other").InitializedAsync(Cancellation)).ShouldBeFalse();
        var flags = await store.GetAllAsync(DataKind.Features, Cancellation);
        flags.Keys.ShouldBe(["plain", "ünï-日本 🚩", "targeted", "with$dollar", "late"], ignoreOrder: true);
        flags["plain"].IsDeleted.ShouldBeTrue();
        flags["plain"].Version.ShouldBe(4);
        (await store.GetAsync(DataKind.Segments, "beta", Cancellation)).ShouldNotBeNull().Version.ShouldBe(4);
        foreach (var (key, item) in Read(Data).Kinds[DataKind.Features].Where(flag => flag.Key != "plain"))
        {
            using var expected = JsonDocument.Parse(item.Content);
            using var actual = JsonDocument.Parse(flags[key].Content);
            JsonElement.DeepEquals(expected.RootElement, actual.RootElement).ShouldBeTrue(key);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("env")]
    public async Task Versions_OfEitherSdk_AreRespectedByTheOther(string? prefix)
    {
        var sdk = new NodeSdk(_table.Name, prefix);
        var store = Open(prefix);
        await store.UpsertAsync(DataKind.Features, "ours", TestFlags.Flag("ours", 5), Cancellation);
        await store.DeleteAsync(DataKind.Features, "dead", 5, Cancellation);
        await sdk.UpsertAsync(
            """{"flags":{"theirs":{"key":"theirs","version":5},"ours":{"key":"ours","version":4},"dead":{"key":"dead","version":5}}}""");
        await sdk.DeleteAsync("features", "killed", 5);

        (await store.GetAsync(DataKind.Features, "ours", Cancellation)).ShouldNotBeNull().Version.ShouldBe(5);
        (await store.GetLiveAsync(DataKind.Features, "dead", Cancellation)).ShouldBeNull();
        (await store.UpsertAsync(DataKind.Features, "theirs", TestFlags.Flag("theirs", 5), Cancellation)).ShouldBeFalse();
        (await store.UpsertAsync(DataKind.Features, "killed", TestFlags.Flag("killed", 5), Cancellation)).ShouldBeFalse();
        await sdk.UpsertAsync("""{"flags":{"dead":{"key":"dead","version":6}}}""");
        (await store.GetLiveAsync(DataKind.Features, "dead", Cancellation)).ShouldNotBeNull().Version.ShouldBe(6);
    }

    [Fact]
    public async Task CommunityRowsWithNulls_Migrated_EvaluateTheSameInTheNodeSdk()
    {
        var empty = new AttributeValue { NULL = true };
        var weights = new AttributeValue
        {
            L =
                [
                    .. new[] { 0, 1 }.Select(index =>
                        new AttributeValue { M = new() { ["variation"] = new() { N = $"{index}" }, ["weight"] = new() { N = "50000" } } })],
        };
        await _table.PutAsync(
            "features",
            "f",
            ("version", new() { N = "1" }),
            ("on", new() { BOOL = true }),
            ("prerequisites", empty),
            ("rules", empty),
            ("salt", empty),
            ("targets", new() { L = [new() { M = new() { ["values"] = empty, ["variation"] = new() { N = "0" } } }] }),
            ("fallthrough", new() { M = new() { ["rollout"] = new() { M = new() { ["variations"] = weights } } } }),
            ("variations", new() { L = [new() { S = "a" }, new() { S = "b" }] }));

        var migrated = new DynamoFlagStore(_table.Client, _table.Name, new DynamoFlagStoreOptions { Prefix = "official" });
        await FlagTableMigration.RunAsync(Open(prefix: null), migrated, Cancellation);
        var answers = await new NodeSdk(_table.Name, "official").EvaluateAsync(
            Enumerable.Range(0, 10)
                .Select(user => $$$"""{"flagKey":"f","context":{"kind":"user","key":"u{{{user}}}"},"default":"none"}"""));

        await using var client = await FlagClient.OpenAsync(Open(prefix: null), cancellationToken: Cancellation);
        answers.Select(answer => answer.GetProperty("value").GetString())
            .ShouldBe(Enumerable.Range(0, 10).Select(user => client.StringVariation("f", EvaluationContext.New($"u{user}"), "none")));
        answers.Select(answer => answer.GetProperty("value").GetString()).Distinct().ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task RecordedFlags_WrittenHere_EvaluateAsRecordedInTheNodeSdk()
    {
        var random = File.ReadLines(RepositoryFiles.Fixture("flags/random.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        var file = random[0].GetProperty("dataFile").GetString()!;
        var cases = random.Where(each => each.GetProperty("dataFile").GetString() == file && !each.TryGetProperty("type", out _)).ToList();
        var data = FlagDataReader.Read(await File.ReadAllBytesAsync(RepositoryFiles.Fixture("flags/" + file), Cancellation), file);
        await Open("recorded").InitAsync(data, Cancellation);

        var answers = await new NodeSdk(_table.Name, "recorded").EvaluateAsync(cases.Select(each => each.GetRawText()));

        cases.Count.ShouldBeGreaterThan(5);
        foreach (var (each, answer) in cases.Zip(answers))
        {
            JsonElement.DeepEquals(each.GetProperty("expect").GetProperty("value"), answer.GetProperty("value"))
                .ShouldBeTrue(each.GetProperty("id").GetString());
        }
    }

    private static FlagDataSet Read(string json) => FlagDataReader.Read(Encoding.UTF8.GetBytes(json), "test");

    private DynamoFlagStore Open(string? prefix) => new(_table.Client, _table.Name, new DynamoFlagStoreOptions { Prefix = prefix });
}
