using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Journal;
using Confd.Flags.Client;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Confd.TestSupport.Faults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.DynamoDb.Tests;

public sealed class DynamoFlagChangesTests : IAsyncLifetime
{
    private static readonly FlagClientOptions OnChangesOnly = new() { RefreshInterval = Timeout.InfiniteTimeSpan };

    private FlagTestTable _table = null!;
    private DynamoConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync(hasStream: true);
        _connection = await FlagTestTable.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task Client_FlagAddedChangedAndDeleted_ReceivesEachWithoutAnInterval()
    {
        var store = new DynamoFlagStore(_connection.Client, _table.Name, new() { Prefix = "prod" });
        await using var client = await FlagClient.OpenAsync(store, OnChangesOnly with { Changes = Changes("prod") }, Cancellation);

        var change = NextChange(client);
        await store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 1), Cancellation);
        (await change).FlagKeys.ShouldBe(["a"]);

        change = NextChange(client);
        await store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 2), Cancellation);
        (await change).FlagKeys.ShouldBe(["a"]);

        change = NextChange(client);
        await store.DeleteAsync(DataKind.Features, "a", 3, Cancellation);
        (await change).FlagKeys.ShouldBe(["a"]);
        client.AllFlagsState(Contexts.EvaluationContext.New("u")).Values.ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_OtherEnvironmentsAndOtherRows_AreIgnored()
    {
        var logger = new RecordedLog();
        await using var watch = (await Changes("prod", logger).OpenWatchAsync(Cancellation)).ShouldNotBeNull();
        await PutItemAsync("test:features", "a");
        await PutItemAsync("features", "a");
        await PutItemAsync("prod:big_segments_user", "hash");
        await using var all = (await Changes("test").OpenWatchAsync(Cancellation)).ShouldNotBeNull();
        var heard = watch.WaitForChangeAsync(Cancellation);

        // A reader of the same stream that has heard this gives the first one as long to hear what it should not.
        await PutItemAsync("test:segments", "last");
        await all.WaitForChangeAsync(Cancellation);

        // A lost position, which the emulator brings about now and then, may have hidden anything: it is told, with a warning.
        (heard.IsCompleted && logger.Warnings.Count == 0).ShouldBeFalse();

        await PutItemAsync("prod:segments", "s");
        var told = await heard;
        (!told.IsComplete || told.Items.Any(change => (change.Kind, change.Key) == (DataKind.Segments, "s"))).ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_CommunityRowWithSets_ReportsWhatAReadReturns()
    {
        await using var watch = (await Changes(prefix: null).OpenWatchAsync(Cancellation)).ShouldNotBeNull();
        StoredChanges told;
        var version = 0;
        do
        {
            await _table.PutAsync(
                "segments",
                "s",
                ("version", new() { N = $"{++version}" }),
                ("included", new() { SS = ["u1", "u2"] }),
                ("excluded", new() { NS = ["1"] }),
                ("salt", new() { NULL = true }));
            told = await watch.WaitForChangeAsync(Cancellation);
        }
        while (!told.IsComplete); // a lost position, which the emulator brings about now and then

        var read = TestFlags.Text(await new DynamoFlagStore(_connection, _table.Name).GetAsync(DataKind.Segments, "s", Cancellation));
        read.ShouldContain("""
            "included":["u1","u2"]
            """);
        TestFlags.Text(told.Items[^1].Item).ShouldBe(read);
    }

    [Fact]
    public async Task OpenWatch_TableWithoutStream_IsNullAndLogsTheRemedy()
    {
        var name = DynamoDbLocal.NewTableName("no-stream");
        await DynamoDbLocal.CreateKeyTableAsync(_table.Client, name);
        var logger = new RecordedLog();

        (await new DynamoFlagChanges(_connection, name, null, new DynamoTableOptions { Logger = logger }).OpenWatchAsync(Cancellation))
            .ShouldBeNull();

        logger.Warnings.ShouldHaveSingleItem().ShouldContain("give it a journal, or turn its stream on with old and new images");
        await _table.Client.DeleteTableAsync(name, Cancellation);
    }

    [Fact]
    public async Task Client_StreamOfKeysOnly_ReadsTheChangedFlag()
    {
        await _table.SetStreamAsync(StreamViewType.KEYS_ONLY);
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        var store = await OpenAsync(proxy);
        await using var client = await FlagClient.OpenAsync(store, OnChangesOnly with { LiveUpdates = true }, Cancellation);
        var change = NextChange(client);
        await store.UpsertAsync(DataKind.Features, "first", TestFlags.Flag("first", 1), Cancellation);
        await change;

        proxy.ResetCounts();
        change = NextChange(client);
        await new DynamoFlagStore(_connection, _table.Name).UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 1), Cancellation);

        (await change).FlagKeys.ShouldBe(["a"]);

        // The emulator loses a position now and then; then everything is read.
        if (proxy.Count("GetShardIterator") == 0)
        {
            (proxy.Count("GetItem"), proxy.Count("Query")).ShouldBe((1, 0));
        }
    }

    [Fact]
    public async Task OpenWatch_NamedJournalIsDenied_IsNullAndNamesThePermission()
    {
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        proxy.Enqueue(Fault.AccessDenied, "GetItem", times: 100);
        var logger = new RecordedLog();
        await using var store = await OpenAsync(proxy, logger, new JournalOptions { Name = "the-journal" });

        (await store.OpenWatchAsync(Cancellation)).ShouldBeNull();

        logger.Warnings.ShouldHaveSingleItem().ShouldStartWith($"The journal the-journal of the flag table {_table.Name} may not be read");
    }

    [Theory]
    [InlineData("DescribeStream")]
    [InlineData("GetShardIterator")]
    [InlineData("GetRecords")]
    public async Task OpenWatch_StreamIsDenied_IsNullAndNamesThePermission(string operation)
    {
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        proxy.Enqueue(Fault.AccessDenied, operation, times: 100);
        var logger = new RecordedLog();
        await using var store = await OpenAsync(proxy, logger);

        (await store.OpenWatchAsync(Cancellation)).ShouldBeNull();

        logger.Warnings.ShouldHaveSingleItem().ShouldContain("dynamodb:DescribeStream, dynamodb:GetShardIterator and dynamodb:GetRecords");
    }

    [Fact]
    public async Task Client_StreamIsDenied_ReadsAtTheInterval()
    {
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        proxy.Enqueue(Fault.AccessDenied, "DescribeStream", times: 100);
        var clock = new FakeTimeProvider();
        var logger = new RecordedLog();
        var options = new FlagClientOptions { LiveUpdates = true, RefreshInterval = TimeSpan.FromMinutes(1), Clock = clock };
        var store = await OpenAsync(proxy, logger);
        await using var client = await FlagClient.OpenAsync(store, options, Cancellation);
        var change = NextChange(client);
        (await logger.FirstWarning.WaitAsync(Cancellation)).ShouldContain("may not be read");

        await store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 1), Cancellation);
        await clock.WaitForTimersAsync(1, Cancellation);
        clock.Advance(TimeSpan.FromMinutes(1));

        (await change).FlagKeys.ShouldBe(["a"]);
        logger.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Client_StreamIsDeniedLater_ContinuesAtTheInterval()
    {
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        var store = await OpenAsync(proxy);
        var options = new FlagClientOptions { LiveUpdates = true, RefreshInterval = TimeSpan.FromSeconds(1) };
        await using var client = await FlagClient.OpenAsync(store, options, Cancellation);
        var change = NextChange(client);
        await store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 1), Cancellation);
        await change;

        proxy.Enqueue(Fault.AccessDenied, "GetRecords", times: 10_000);
        change = NextChange(client);
        await store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 2), Cancellation);

        (await change).FlagKeys.ShouldBe(["a"]);
    }

    [Fact]
    public async Task OpenWatch_StoreWithItsOwnClient_IsNullAndLogsTheRemedy()
    {
        var logger = new RecordedLog();
        await using var store = new DynamoFlagStore(_table.Client, _table.Name, new() { Table = new() { Logger = logger } });

        (await store.OpenWatchAsync(Cancellation)).ShouldBeNull();

        logger.Warnings.ShouldHaveSingleItem().ShouldContain(nameof(DynamoFlagChanges));
    }

    [Fact]
    public async Task OpenWatch_TableIsMissing_FailsAndNamesIt()
    {
        var changes = new DynamoFlagChanges(_connection, "no-such-table");

        (await Should.ThrowAsync<FlagStoreException>(() => changes.OpenWatchAsync(Cancellation)))
            .Message.ShouldContain("no-such-table does not exist");
    }

    private Task PutItemAsync(string @namespace, string key) =>
        _table.PutAsync(@namespace, key, ("version", new() { N = "1" }), ("item", new() { S = "{}" }));

    private static Task<FlagsChangedEventArgs> NextChange(FlagClient client)
    {
        var change = new TaskCompletionSource<FlagsChangedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.FlagsChanged += (_, arguments) => change.TrySetResult(arguments);
        return change.Task.WaitAsync(Cancellation);
    }

    private Task<DynamoFlagStore> OpenAsync(FaultProxy proxy, RecordedLog? logger = null, JournalOptions? journal = null) =>
        DynamoFlagStore.OpenAsync(
        _table.Name,
        new DynamoFlagStoreOptions
        {
            Connection = new() { Endpoint = new(proxy.Url), Region = "us-east-1", Credentials = new BasicAWSCredentials("dummy", "dummy") },
            Table = new() { Logger = logger ?? (ILogger)NullLogger.Instance, Journal = journal ?? new() },
        },
        Cancellation);

    private DynamoFlagChanges Changes(string? prefix, RecordedLog? logger = null) =>
        new(_connection, _table.Name, prefix, logger is null ? null : new DynamoTableOptions { Logger = logger });
}
