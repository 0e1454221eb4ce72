using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Rows to the byte, and rows of others.</summary>
public sealed class DynamoFlagStoreLayoutTests : IAsyncLifetime
{
    private readonly RecordedLog _logger = new();
    private FlagTestTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await FlagTestTable.CreateAsync();

    public ValueTask DisposeAsync() => _table.DisposeAsync();

    [Theory]
    [InlineData(null, "features", "$inited")]
    [InlineData("", "features", "$inited")]
    [InlineData("pre", "pre:features", "pre:$inited")]
    public async Task Init_Official_WritesExactlyTheRowsOfTheSdks(string? prefix, string features, string marker)
    {
        await Open(prefix).InitAsync(TestFlags.Data(TestFlags.Flag("b", 7, "ü")), Cancellation);

        (await _table.ListAsync()).ShouldBe(new[] { $"{marker}/{marker}", $"{features}/b" }.Order(StringComparer.Ordinal));
        var row = (await _table.GetAsync(features, "b")).ShouldNotBeNull();
        row.Keys.Order().ShouldBe(["item", "key", "namespace", "version"]);
        row["version"].N.ShouldBe("7");
        row["item"].S.ShouldBe("""{"key":"b","version":7,"on":true,"salt":"ü"}""");
        (await _table.GetAsync(marker, marker)).ShouldNotBeNull().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Delete_Official_WritesTheTombstoneThatEverySdkReads()
    {
        await Open().DeleteAsync(DataKind.Features, "b", 8, Cancellation);

        var row = (await _table.GetAsync("features", "b")).ShouldNotBeNull();
        row["version"].N.ShouldBe("8");
        row["item"].S.ShouldBe(
            """{"key":"b","version":8,"on":false,"prerequisites":[],"targets":[],"rules":[],"offVariation":null,"salt":"" """.TrimEnd()
            + ""","variations":[],"fallthrough":{},"included":[],"excluded":[],"deleted":true}""");
        row.Keys.Order().ShouldBe(["deletedOn", "item", "key", "namespace", "version"]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"key":"b","version":8,"deleted":true}""")]
    [InlineData("""{ "on": {"deleted": false}, "deleted" : true }""")]
    public async Task Get_TombstoneOfAnySdk_IsDeletedAndKeepsItsVersion(string item)
    {
        await _table.PutAsync("features", "b", ("version", new() { N = "8" }), ("item", new() { S = item }));

        var tombstone = (await Open().GetAsync(DataKind.Features, "b", Cancellation)).ShouldNotBeNull();

        tombstone.IsDeleted.ShouldBeTrue();
        tombstone.Version.ShouldBe(8);
        (await Open().UpsertAsync(DataKind.Features, "b", TestFlags.Flag("b", 8), Cancellation)).ShouldBeFalse();
        (await Open().UpsertAsync(DataKind.Features, "b", TestFlags.Flag("b", 9), Cancellation)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"deleted":false}""")]
    [InlineData("""{"rules":[{"deleted":true}]}""")]
    [InlineData("\"deleted\":true")]
    [InlineData("""["deleted"]""")]
    public async Task Get_ItemThatOnlyMentionsDeleted_IsThere(string item)
    {
        await _table.PutAsync("features", "b", ("version", new() { N = "8" }), ("item", new() { S = item }));

        (await Open().GetAsync(DataKind.Features, "b", Cancellation)).ShouldNotBeNull().IsDeleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Get_DeletedAttributeOfOldStores_IsTombstone()
    {
        await _table.PutAsync(
            "features", "b", ("version", new() { N = "8" }), ("item", new() { S = "{}" }), ("deleted", new() { BOOL = true }));

        (await Open().GetLiveAsync(DataKind.Features, "b", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Get_VersionsOfRowAndJsonDiffer_UsesThatOfTheRow()
    {
        await _table.PutAsync("features", "b", ("version", new() { N = "8" }), ("item", new() { S = """{"key":"b","version":3}""" }));

        (await Open().GetAsync(DataKind.Features, "b", Cancellation)).ShouldNotBeNull().Version.ShouldBe(8);
    }

    [Fact]
    public async Task GetAll_BrokenRowsAmongGoodOnes_SkipsThemWithWarnings()
    {
        await _table.PutAsync("features", "good", ("version", new() { N = "1" }), ("item", new() { S = "{}" }));
        await _table.PutAsync("features", "no-version", ("item", new() { S = "{}" }));
        await _table.PutAsync("features", "text-version", ("version", new() { S = "1" }), ("item", new() { S = "{}" }));
        await _table.PutAsync("features", "fraction", ("version", new() { N = "1.5" }), ("item", new() { S = "{}" }));
        await _table.PutAsync("features", "no-item", ("version", new() { N = "1" }));
        await _table.PutAsync("features", "number-item", ("version", new() { N = "1" }), ("item", new() { N = "1" }));

        (await Open().GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["good"]);

        _logger.Warnings.Count.ShouldBe(5);
        _logger.Warnings.ShouldContain(
            warning => warning.Contains("key no-item") && warning.Contains(_table.Name) && warning.Contains("namespace features"));
        (await Open().GetAsync(DataKind.Features, "no-version", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Upsert_OverRowWithoutVersion_IsWritten()
    {
        await _table.PutAsync("features", "b", ("item", new() { S = "{}" }));

        (await Open().UpsertAsync(DataKind.Features, "b", TestFlags.Flag("b", 1), Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Upsert_OverRowWithANonNumericVersion_IsWritten()
    {
        await _table.PutAsync("features", "b", ("item", new() { S = "{}" }), ("version", new() { S = "9" }));

        (await Open().UpsertAsync(DataKind.Features, "b", TestFlags.Flag("b", 1), Cancellation)).ShouldBeTrue();

        (await Open().GetAsync(DataKind.Features, "b", Cancellation)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task Stores_WithDifferentPrefixes_AreSeparate()
    {
        await Open().InitAsync(TestFlags.Data(TestFlags.Flag("plain", 1)), Cancellation);
        await Open("a").InitAsync(TestFlags.Data(TestFlags.Flag("of-a", 1)), Cancellation);
        (await Open("b").InitializedAsync(Cancellation)).ShouldBeFalse();

        await Open("a").InitAsync(FlagDataSet.Empty, Cancellation);

        (await Open().GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldBe(["plain"]);
        (await Open("a").GetAllAsync(DataKind.Features, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Init_ForeignRowsInTheTable_AreKept()
    {
        await _table.PutAsync("something-else", "x");
        await _table.PutAsync("features", "stale$key", ("version", new() { N = "1" }), ("item", new() { S = "{}" }));

        await Open().InitAsync(FlagDataSet.Empty, Cancellation);

        (await _table.ListAsync()).ShouldBe(["$inited/$inited", "something-else/x"]);
    }

    [Fact]
    public async Task Operations_TableMissing_FailWithTheRemedy()
    {
        var store = new DynamoFlagStore(_table.Client, "absent-table");

        var failures = new Func<Task>[]
        {
            () => store.GetAsync(DataKind.Features, "a", Cancellation),
            () => store.GetAllAsync(DataKind.Features, Cancellation),
            () => store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 1), Cancellation),
            () => store.InitAsync(FlagDataSet.Empty, Cancellation),
            () => store.InitializedAsync(Cancellation),
        };
        foreach (var failure in failures)
        {
            var exception = await Should.ThrowAsync<FlagStoreException>(failure);
            exception.Message.ShouldContain("the flag table absent-table does not exist; create it, or check region");
        }

        (await store.IsAvailableAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Operations_TableWithOtherKeys_Fail()
    {
        var name = DynamoDbLocal.NewTableName("other");
        await _table.Client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = name,
                AttributeDefinitions = [new("key", "S")],
                KeySchema = [new("key", "HASH")],
                BillingMode = "PAY_PER_REQUEST",
            },
            Cancellation);

        await Should.ThrowAsync<FlagStoreException>(
            () => new DynamoFlagStore(_table.Client, name).GetAllAsync(DataKind.Features, Cancellation));
        var exception = await Should.ThrowAsync<FlagStoreException>(
            () => FlagTable.CreateAsync(_table.Client, name, options: null, Cancellation));
        exception.Message.ShouldContain($"the table {name} is not a flag table: it has the keys HASH key");
        await _table.Client.DeleteTableAsync(name, Cancellation);
    }

    [Fact]
    public async Task CreateAsync_TableExists_LeavesIt()
    {
        await Open().InitAsync(TestFlags.Data(TestFlags.Flag("a", 1)), Cancellation);

        (await FlagTable.CreateAsync(_table.Client, _table.Name, options: null, Cancellation)).ShouldBeFalse();

        (await Open().GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task OpenAsync_TableAlone_UsesTheCredentialChain()
    {
        var options = new DynamoFlagStoreOptions { Table = new() { Logger = _logger } };
        await using var store = await DynamoFlagStore.OpenAsync("some-table", options, Cancellation);

        store.Table.ShouldBe("some-table");
        store.Logger.ShouldBe(_logger);
        store.Client.Config.RegionEndpoint.SystemName.ShouldBe("us-east-1");
    }

    [Fact]
    public async Task OpenAsync_EndpointWithoutCredentials_SignsWithThoseOfTheChain()
    {
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        var options = new DynamoFlagStoreOptions { Connection = new() { Endpoint = new(proxy.Url) } };
        await using var store = await DynamoFlagStore.OpenAsync(_table.Name, options, Cancellation);

        (await store.IsAvailableAsync(Cancellation)).ShouldBeTrue();

        proxy.AccessKeyIds.ShouldBe([AwsEnvironment.AccessKeyId]);
    }

    [Fact]
    public void Constructor_CommunityLayoutWithPrefix_IsRefused() => Should.Throw<ArgumentException>(() => new DynamoFlagStore(
        _table.Client, _table.Name, new DynamoFlagStoreOptions { Prefix = "p", Layout = FlagTableLayout.Community }));

    [Fact]
    public async Task Upsert_Community_WritesTheAttributesOfTheGoStructs()
    {
        const string Json = """
            {"key":"f","version":3,"on":true,"salt":"","targets":[],"offVariation":1,"fallthrough":{"variation":0},
             "variations":["a","",null,{"n":[]},1.5],"rules":[{"id":"r","variation":1,"clauses":[{"attribute":"email","op":"in","values":["x"],"negate":false}]}]}
            """;

        await OpenCommunity().UpsertAsync(DataKind.Features, "f", FlagItemJson.Read("f", Encoding.UTF8.GetBytes(Json)), Cancellation);

        var row = (await _table.GetAsync("features", "f")).ShouldNotBeNull();
        row.Keys.Order().ShouldBe(
        [
            "debugEventsUntilDate", "deleted", "fallthrough", "key", "namespace", "offVariation", "on", "prerequisites", "rules", "salt",
            "sel", "targets",
            "trackEvents", "variations", "version",
        ]);
        row["salt"].NULL.ShouldBe(true);
        row["targets"].NULL.ShouldBe(true);
        row["on"].BOOL.ShouldBe(true);
        row["deleted"].BOOL.ShouldBe(false);
        row["offVariation"].N.ShouldBe("1");
        row["variations"].L[0].S.ShouldBe("a");
        row["variations"].L[1].S.ShouldBe("");
        row["variations"].L[4].N.ShouldBe("1.5");
        row["rules"].L[0].M["clauses"].L[0].M["values"].L[0].S.ShouldBe("x");
    }

    [Fact]
    public async Task Get_CommunityRowOfTheGoStore_IsTheFlagInJson()
    {
        await _table.PutAsync(
            "features",
            "f",
            ("version", new() { N = "3" }),
            ("on", new() { BOOL = true }),
            ("salt", new() { NULL = true }),
            ("deleted", new() { BOOL = false }),
            (
                "variations",
                new() { L = [new() { BOOL = true }, new() { M = new() { ["b"] = new() { N = "1" }, ["a"] = new() { NULL = true } } }] }),
            ("fallthrough", new() { M = new() { ["variation"] = new() { N = "0" } } }));

        TestFlags.Text(await Open().GetAsync(DataKind.Features, "f", Cancellation)).ShouldBe(
            """{"key":"f","version":3,"deleted":false,"fallthrough":{"variation":0},"on":true"""
            + ""","salt":"","variations":[true,{"a":null,"b":1}]}""");
    }

    [Fact]
    public async Task Get_CommunityRowOfEmptyListsAndTexts_HasThemEmptyAndServedNullsAsNull()
    {
        var empty = new AttributeValue { NULL = true };
        await _table.PutAsync(
            "features",
            "f",
            ("version", new() { N = "3" }),
            ("on", new() { BOOL = true }),
            ("debugEventsUntilDate", empty),
            ("offVariation", empty),
            ("prerequisites", empty),
            (
                "rules",
                new()
                {
                    L =
                        [
                            new()
                            {
                                M = new()
                                {
                                    ["clauses"] = new() { L = [new() { M = new() { ["attribute"] = empty, ["values"] = empty } }] },
                                },
                            }],
                }),
            ("salt", empty),
            ("targets", new() { L = [new() { M = new() { ["values"] = empty, ["variation"] = new() { N = "0" } } }] }),
            ("variations", new() { L = [empty, new() { M = new() { ["rules"] = empty, ["salt"] = empty } }] }));

        TestFlags.Text(await Open().GetAsync(DataKind.Features, "f", Cancellation)).ShouldBe(
            """
            {"key":"f","version":3,"debugEventsUntilDate":null,"offVariation":null,"on":true,"prerequisites":[],
            "rules":[{"clauses":[{"attribute":"","values":[]}]}],"salt":"","targets":[{"values":[],"variation":0}],
            "variations":[null,{"rules":null,"salt":null}]}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Delete_Community_WritesTheZeroItem()
    {
        await OpenCommunity().DeleteAsync(DataKind.Segments, "s", 4, Cancellation);

        var row = (await _table.GetAsync("segments", "s")).ShouldNotBeNull();
        row.Keys.Order().ShouldBe(["deleted", "deletedOn", "excluded", "included", "key", "namespace", "rules", "salt", "version"]);
        row["deleted"].BOOL.ShouldBe(true);
        row["included"].NULL.ShouldBe(true);
    }

    [Fact]
    public async Task Migration_InPlaceThereAndBack_KeepsEveryItemAndTombstone()
    {
        var data = FlagDataReader.Read(
            await File.ReadAllBytesAsync(RepositoryFiles.Fixture("flags/data/set-01.json"), Cancellation), "set-01.json");
        await Open().InitAsync(data, Cancellation);
        await Open().DeleteAsync(DataKind.Features, "dead", 9, Cancellation);
        var before = await Open().GetAllAsync(DataKind.Features, Cancellation);

        var there = await FlagTableMigration.RunAsync(Open(), OpenCommunity(), Cancellation);
        (await _table.GetAsync("features", "dead")).ShouldNotBeNull().ShouldNotContainKey("item");
        var back = await FlagTableMigration.RunAsync(OpenCommunity(), Open(), Cancellation);

        there.Written.ShouldBe(before.Count + data.Kinds[DataKind.Segments].Count);
        back.Written.ShouldBe(there.Written);
        var after = await Open().GetAllAsync(DataKind.Features, Cancellation);
        after.Count.ShouldBe(before.Count);
        foreach (var (key, item) in before.Where(item => !item.Value.IsDeleted))
        {
            using var was = JsonDocument.Parse(item.Content);
            using var now = JsonDocument.Parse(after[key].Content);
            foreach (var property in was.RootElement.EnumerateObject())
            {
                var value = now.RootElement.GetProperty(property.Name);
                JsonElement.DeepEquals(property.Value, value).ShouldBeTrue($"{key}.{property.Name}: {property.Value} became {value}");
            }
        }

        after["dead"].IsDeleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Migration_ToPrefix_DoesNotChangeTheSource()
    {
        await OpenCommunity().UpsertAsync(DataKind.Features, "f", TestFlags.Flag("f", 3), Cancellation);

        await FlagTableMigration.RunAsync(OpenCommunity(), Open("new"), Cancellation);

        (await _table.ListAsync()).ShouldBe(["features/f", "new:$inited/new:$inited", "new:features/f"]);
        (await Open("new").InitializedAsync(Cancellation)).ShouldBeTrue();
    }

    private DynamoFlagStore Open(string? prefix = null) =>
        new(
            _table.Client,
            _table.Name,
            new DynamoFlagStoreOptions { Prefix = prefix, Table = new DynamoTableOptions { Logger = _logger } });

    private DynamoFlagStore OpenCommunity() =>
        new(_table.Client, _table.Name, new DynamoFlagStoreOptions { Layout = FlagTableLayout.Community });
}
