using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.Flags.Client;
using Confd.Flags.Contexts;
using Confd.Flags.Storage;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>A client that follows its flag table by the table's journal: what it then still asks of the table.</summary>
public sealed class FlagJournalTests : IAsyncLifetime
{
    private const string Prefix = "prod";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly EvaluationContext User = EvaluationContext.New("u1");

    private static readonly JournalSettings Quick = new()
    {
        Interval = TimeSpan.FromMilliseconds(50),
        HeartbeatInterval = TimeSpan.FromMilliseconds(200),
        LeaseTime = TimeSpan.FromSeconds(2),
        TakeoverSpread = TimeSpan.FromMilliseconds(50),
        StreamInterval = TimeSpan.FromMilliseconds(50),
        RereadSpread = TimeSpan.FromMilliseconds(50),
        LargeItemSpread = TimeSpan.FromMilliseconds(50),
    };

    private readonly CountedRequests _requests = new();
    private readonly RecordedLog _logger = new();
    private readonly CancellationTokenSource _end = new();
    private FlagTestTable _table = null!;
    private DynamoConnection _connection = null!;
    private Task _writing = Task.CompletedTask;

    // Writes without being counted.
    private DynamoFlagStore Writer =>
        new(_connection, _table.Name, new() { Prefix = Prefix, OversizedItems = OversizedItems.StoreInParts });

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync(hasStream: true);
        _connection = await FlagTestTable.ConnectAsync();
        await Journal().EnableAsync(cancellationToken: Cancellation);
        _writing = Journal().RunAsync(_end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Journal().DisableAsync(CancellationToken.None);
        _connection.Dispose();
        _requests.Dispose();
        _end.Dispose();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task Client_FlagAddedChangedAndDeleted_ReadsNothingFromTheTable()
    {
        await using var client = await OpenAsync();

        await ExpectAsync(client, "a", 1, () => PutAsync("a", 1));
        await ExpectAsync(client, "a", 2, () => PutAsync("a", 2));
        await ExpectAsync(client, "a", 0, () => Writer.DeleteAsync(DataKind.Features, "a", 3, Cancellation));

        _requests.Of(_table.Name).ShouldBeEmpty();
        _requests.ReadUnits(_table.Name).ShouldBe(0);
    }

    [Fact]
    public async Task Client_FlagTooLargeForTheJournal_IsReadOnce()
    {
        await using var client = await OpenAsync();

        await ExpectAsync(client, "large", 1, () => PutAsync("large", 1, saltBytes: 100_000));

        _requests.Of(_table.Name).ShouldBe(["GetItem"]);
    }

    [Fact]
    public async Task Client_FlagInParts_IsReadAloneWithItsParts()
    {
        await using var client = await OpenAsync();

        await ExpectAsync(client, "huge", 1, () => PutAsync("huge", 1, saltBytes: 900_000));

        _requests.Of(_table.Name).ShouldBe(["GetItem", "BatchGetItem"]);
    }

    [Fact]
    public async Task Client_RowOfTheCommunityLayout_IsReadFromTheJournal()
    {
        await using var client = await OpenAsync();

        await ExpectAsync(client, "c", 4, () => _table.PutAsync(
            $"{Prefix}:features",
            "c",
            ("version", new() { N = "1" }),
            ("on", new() { BOOL = true }),
            ("deleted", new() { BOOL = false }),
            ("variations", new() { L = [new() { N = "4" }] }),
            ("fallthrough", new() { M = new() { ["variation"] = new() { N = "0" } } })));

        _requests.Of(_table.Name).ShouldBeEmpty();
    }

    [Fact]
    public async Task Client_HundredsOfFlagsAtOnce_ArriveWithoutARead()
    {
        await using var client = await OpenAsync();
        var store = Writer;

        await ExpectAsync(client, "last", 1, async () =>
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, 500),
                new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation },
                async (number, token) => await store.UpsertAsync(DataKind.Features, $"f{number}", Flag($"f{number}", 1, number), token));
            await PutAsync("last", 1);
        });

        Enumerable.Range(0, 500).All(number => client.IntVariation($"f{number}", User, -1) == number).ShouldBeTrue();
        _requests.Of(_table.Name).ShouldBeEmpty();
    }

    [Fact]
    public async Task Client_RowsOfOthers_ChangeNothing()
    {
        await using var client = await OpenAsync();
        var changes = new List<string>();
        client.FlagsChanged += (_, change) => changes.AddRange(change.FlagKeys);

        await _table.PutAsync("test:features", "a", ("version", new() { N = "9" }), ("item", new() { S = "{}" }));
        await _table.PutAsync("features", "a", ("version", new() { N = "9" }), ("item", new() { S = "{}" }));
        await _table.PutAsync($"{Prefix}:$inited", $"{Prefix}:$inited");
        await _table.PutAsync($"{Prefix}:features$parts", "id.0", ("part", new() { B = new MemoryStream([1]) }));
        await _table.PutAsync($"{Prefix}:big_segments_user", "hash");
        await ExpectAsync(client, "own", 1, () => PutAsync("own", 1));

        changes.ShouldBe(["own"]);
        _requests.Of(_table.Name).ShouldBeEmpty();
        _logger.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Client_UnreadableRow_KeepsTheFlagAndWarns()
    {
        await PutAsync("a", 7);
        await using var client = await OpenAsync();

        await _table.PutAsync($"{Prefix}:features", "a", ("item", new() { S = "no version" }));
        await ExpectAsync(client, "other", 1, () => PutAsync("other", 1));

        client.IntVariation("a", User, 0).ShouldBe(7);
        _requests.Of(_table.Name).ShouldBeEmpty();
        var warning = _logger.Warnings.ShouldHaveSingleItem();
        warning.ShouldContain($"namespace {Prefix}:features, key a: it has no integer in 'version'");
        warning.ShouldNotContain("no version");
    }

    [Fact]
    public async Task Client_RowIsSetBackToAnEarlierVersion_IsRead()
    {
        await PutAsync("a", 7);
        await using var client = await OpenAsync();

        await ExpectAsync(client, "a", 3, () => _table.PutAsync(
            $"{Prefix}:features", "a", ("version", new() { N = "3" }), ("item", new() { S = TestFlags.Text(Flag("a", 3, 3)) })));

        _requests.Of(_table.Name).ShouldBe(["GetItem"]);
    }

    [Fact]
    public async Task Client_RowIsRemoved_IsRead()
    {
        await PutAsync("a", 7);
        await using var client = await OpenAsync();

        await ExpectAsync(client, "a", 0, () => _table.Client.DeleteItemAsync(
            _table.Name, new() { ["namespace"] = new() { S = $"{Prefix}:features" }, ["key"] = new() { S = "a" } }, Cancellation));

        _requests.Of(_table.Name).ShouldBe(["GetItem"]);
    }

    [Fact]
    public async Task Client_OneChangeAmongAThousandFlags_ConsumesNoReadUnits()
    {
        await Writer.InitAsync(TestFlags.ManyFlags(1_000, version: 1), Cancellation);
        await using var client = await OpenAsync();

        await client.RefreshAsync(Cancellation);
        var reading = _requests.ReadUnits(_table.Name);
        _requests.Reset();
        await ExpectAsync(client, "flag-7", 2, () => PutAsync("flag-7", 2));

        TestContext.Current.TestOutputHelper?.WriteLine($"a reading: {reading} units");
        reading.ShouldBeGreaterThan(150);
        _requests.ReadUnits(_table.Name).ShouldBe(0);
    }

    private static VersionedItem Flag(string key, long version, long value, int saltBytes = 0) => FlagItemJson.Read(
        key,
        System.Text.Encoding.UTF8.GetBytes($$"""
            {"key":"{{key}}","version":{{version}},"on":true,"variations":[{{value}}],"fallthrough":{"variation":0},
             "salt":"{{new string('x', saltBytes)}}"}
            """));

    private Task PutAsync(string key, long version, int saltBytes = 0) =>
        Writer.UpsertAsync(DataKind.Features, key, Flag(key, version, version, saltBytes), Cancellation);

    // Writes, and waits until the client answers with it.
    private static async Task ExpectAsync(FlagClient client, string key, int value, Func<Task> write)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, FlagsChangedEventArgs change)
        {
            if (client.IntVariation(key, User, 0) == value)
            {
                seen.TrySetResult();
            }
        }

        client.FlagsChanged += Look;
        await write();
        await seen.Task.WaitAsync(Patience, Cancellation);
        client.FlagsChanged -= Look;
    }

    private TableJournal Journal() => new(_connection, _table.Name, new() { Journal = new() { Settings = Quick } });

    // A client whose journal has a writer, and whose first reading is certainly older than the changes of the test.
    private async Task<FlagClient> OpenAsync()
    {
        var table = new DynamoTableOptions { Journal = new() { Settings = Quick, MayWrite = false } };
        await WaitForWriterAsync(table);
        table = table with { Logger = _logger, Metrics = _requests.Metrics };
        var store = new DynamoFlagStore(_connection, _table.Name, new() { Prefix = Prefix, Table = table });
        var client = await FlagClient.OpenAsync(
            store, new() { LiveUpdates = true, RefreshInterval = Timeout.InfiniteTimeSpan }, Cancellation);
        var opened = 0;
        do
        {
            _requests.Reset();
            var key = $"opened-{++opened}";
            await ExpectAsync(client, key, 1, () => PutAsync(key, 1));
        }
        while (_requests.Of(_table.Name).Count > 0);

        return client;
    }

    // What is written before the journal has a writer is in no entry, but a gap stands for it.
    private async Task WaitForWriterAsync(DynamoTableOptions table)
    {
        // Who opens before there is a writer follows the stream, and changes over later.
        await Eventually.IsSoAsync(async () => await Journal().GetStatusAsync(Cancellation) is { IsAlive: true }, Cancellation);

        await using var watch = (
            await new DynamoFlagChanges(_connection, _table.Name, Prefix, table).OpenWatchAsync(Cancellation)).ShouldNotBeNull();
        var version = 0;
        StoredChanges told;
        do
        {
            await PutAsync("first", ++version);
            told = await watch.WaitForChangeAsync(Cancellation).WaitAsync(Patience, Cancellation);
        }
        while (!told.IsComplete);
    }
}
