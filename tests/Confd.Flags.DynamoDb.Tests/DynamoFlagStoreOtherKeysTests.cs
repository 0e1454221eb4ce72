using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Confd.Flags.Sync.Reconciling;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>A table with other keys is never written, and a row that does not belong to a flag table is never replaced, through whichever
/// method.</summary>
public sealed class DynamoFlagStoreOtherKeysTests : IAsyncLifetime
{
    private const string Key = "greeting";

    private AmazonDynamoDBClient _client = null!;
    private string _table = null!;
    private FlagTestTable _flags = null!;

    public static TheoryData<string> Writes => [.. AllWrites.Keys];

    /// <summary>Keys as <c>partition</c> or <c>partition,sort</c>, each with its type.</summary>
    public static MatrixTheoryData<string, string> KeysAndWrites => new(
        [
            "key S", "namespace S", "partition S,key S", "namespace S,other S", "key S,namespace S", "namespace S,key N",
            "namespace B,key S", "key N",
        ],
        AllWrites.Keys);

    private static Dictionary<string, Func<DynamoFlagStore, Task>> AllWrites { get; } = new()
    {
        ["upsert"] = store => store.UpsertAsync(DataKind.Features, Key, Flag, Cancellation),
        ["delete"] = store => store.DeleteAsync(DataKind.Features, Key, 5, Cancellation),
        ["init"] = store => store.InitAsync(TestFlags.Data(Flag), Cancellation),
        ["init with progress"] = store => store.InitAsync(TestFlags.Data(Flag), new Progress<int>(), Cancellation),
        ["init of nothing"] = store => store.InitAsync(FlagDataSet.Empty, Cancellation),
        ["reconcile"] = store => store.ReconcileAsync(TestFlags.Data(Flag), NothingSeen, Cancellation),
        ["reconcile away"] = store => store.ReconcileAsync(TestFlags.Data(), Seen(Flag), Cancellation),
        ["migrate"] = async store =>
        {
            await using var source = new DynamoFlagStore(store.Client, "source-" + store.Table);
            await FlagTable.CreateAsync(store.Client, source.Table, options: null, Cancellation);
            try
            {
                await source.InitAsync(TestFlags.Data(Flag), Cancellation);
                await FlagTableMigration.RunAsync(source, store, Cancellation);
            }
            finally
            {
                await store.Client.DeleteTableAsync(source.Table, CancellationToken.None);
            }
        },
        ["sync"] = async store =>
        {
            var sync = new FlagSync(store);
            await sync.SyncAsync(_ => Task.FromResult(TestFlags.Data(Flag)), Cancellation);
        },
        ["upsert in the community layout"] = store => Open(store, new() { Layout = FlagTableLayout.Community })
            .UpsertAsync(DataKind.Features, Key, Flag, Cancellation),
        ["init in the community layout"] = store =>
            Open(store, new() { Layout = FlagTableLayout.Community }).InitAsync(TestFlags.Data(Flag), Cancellation),
        ["upsert in parts"] = store => Open(store, new() { OversizedItems = OversizedItems.StoreInParts })
            .UpsertAsync(DataKind.Features, Key, TestFlags.Flag(Key, 5, new string('x', 500_000)), Cancellation),
        ["init in parts"] = store => Open(store, new() { OversizedItems = OversizedItems.StoreInParts })
            .InitAsync(TestFlags.Data(TestFlags.Flag(Key, 5, new string('x', 500_000))), Cancellation),
    };

    private static VersionedItem Flag => TestFlags.Flag(Key, 5);

    private static IReadOnlyDictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> NothingSeen => Seen();

    public async ValueTask InitializeAsync()
    {
        _client = DynamoDbLocal.CreateClient();
        _table = DynamoDbLocal.NewTableName("other");
        _flags = await FlagTestTable.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _flags.DisposeAsync();
        _client.Dispose();
    }

    [Theory]
    [MemberData(nameof(KeysAndWrites))]
    public async Task Write_TableWithOtherKeys_FailsAndEveryRowStays(string keys, string write)
    {
        var row = await CreateTableAsync(keys);
        try
        {
            await _client.PutItemAsync(_table, row, Cancellation);
            var exception = await Should.ThrowAsync<FlagStoreException>(() => AllWrites[write](new DynamoFlagStore(_client, _table)));

            exception.Message.ShouldContain("a flag table has the partition key 'namespace' and the sort key 'key', both strings");
            var rows = (await _client.ScanAsync(new ScanRequest(_table), Cancellation)).Items;
            rows.ShouldHaveSingleItem()["value"].S.ShouldBe("hello");
        }
        finally
        {
            await _client.DeleteTableAsync(_table, CancellationToken.None);
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_InvalidTableName_ReportsTheMessageOfDynamoDb(string write)
    {
        var exception = await Should.ThrowAsync<FlagStoreException>(() => AllWrites[write](new DynamoFlagStore(_client, "no/table")));

        exception.Message.ShouldContain("ValidationException");
        exception.Message.ShouldNotContain("other keys");
        exception.ShouldNotBeOfType<FlagItemRefusedException>();
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_RowOfAnotherKindOfTable_IsNotChanged(string write)
    {
        await _flags.PutAsync("features", Key, ("value", new() { S = "hello" }));
        try
        {
            await AllWrites[write](new DynamoFlagStore(_flags.Client, _flags.Name));
        }
        catch (FlagStoreException exception)
        {
            exception.Message.ShouldContain($"the key '{Key}'");
        }

        (await _flags.GetAsync("features", Key)).ShouldNotBeNull()["value"].S.ShouldBe("hello");
        (await _flags.ListAsync()).ShouldAllBe(each => !each.StartsWith("features$parts/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upsert_RowOfAnotherKindOfTable_ReportsItWithTheRemedy()
    {
        await _flags.PutAsync("features", Key, ("value", new() { S = "hello" }));

        (await Should.ThrowAsync<FlagStoreException>(
            () => new DynamoFlagStore(_flags.Client, _flags.Name).UpsertAsync(DataKind.Features, Key, Flag, Cancellation)))
            .Message.ShouldBe(
                $"the row with the namespace 'features' and the key '{Key}' in table {_flags.Name} does not belong to a flag table, "
                + "and was left as it is; "
                + "check the table's name and the prefix, or delete that row");
    }

    [Fact]
    public async Task Init_OneRowOfAnotherKindOfTable_RefusesThatItemAndWritesTheOthers()
    {
        await _flags.PutAsync("features", Key, ("value", new() { S = "hello" }));
        var store = new DynamoFlagStore(_flags.Client, _flags.Name);

        var refused = await Should.ThrowAsync<FlagItemRefusedException>(
            () => store.InitAsync(TestFlags.Data(Flag, TestFlags.Flag("other", 5)), Cancellation));

        refused.ShouldBeOfType<ForeignItemException>().Key.ShouldBe(Key);
        (await store.GetAsync(DataKind.Features, "other", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public void Source_WriteRequests_AreInTheWriterOnly()
    {
        var folder = Path.Combine(RepositoryFiles.Root, "src", "Confd.Flags.DynamoDb");
        string[] requests =
            [
                "PutItemRequest", "DeleteItemRequest", "UpdateItemRequest", "WriteRequest(", "BatchWriteAsync", "TransactWrite",
                "_table.PutAsync",
            ];

        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Where(file => requests.Any(request => File.ReadAllText(file).Contains(request, StringComparison.Ordinal)))
            .Select(Path.GetFileName);

        files.ShouldBe(["FlagRowWriter.cs"]);
    }

    private static DynamoFlagStore Open(DynamoFlagStore store, DynamoFlagStoreOptions options) => new(store.Client, store.Table, options);

    private static Dictionary<DataKind, IReadOnlyDictionary<string, VersionedItem>> Seen(params VersionedItem[] flags) => new()
    {
        [DataKind.Features] = TestFlags.Data(flags).Kinds[DataKind.Features],
        [DataKind.Segments] = new Dictionary<string, VersionedItem>(),
    };

    /// <summary>Makes the table and a row that a flag's row would take the place of, as far as that is possible.</summary>
    private async Task<Dictionary<string, AttributeValue>> CreateTableAsync(string keys)
    {
        var parts = keys.Split(',').Select(key => key.Split(' ')).ToList();
        await _client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = _table,
                AttributeDefinitions = [.. parts.Select(part => new AttributeDefinition(part[0], part[1]))],
                KeySchema = [.. parts.Select((part, index) => new KeySchemaElement(part[0], index == 0 ? KeyType.HASH : KeyType.RANGE))],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            Cancellation);
        var row = new Dictionary<string, AttributeValue> { ["value"] = new() { S = "hello" } };
        foreach (var part in parts)
        {
            var text = part[0] == "namespace" ? "features" : Key;
            row[part[0]] = part[1] switch
            {
                "N" => new() { N = "1" },
                "B" => new() { B = new MemoryStream("features"u8.ToArray()) },
                _ => new() { S = text },
            };
        }

        return row;
    }
}
