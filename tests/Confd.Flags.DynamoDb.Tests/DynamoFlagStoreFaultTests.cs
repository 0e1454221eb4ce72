using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Initializing through a proxy that does harm: all is written and marked, or it fails and there is no mark.</summary>
public sealed class DynamoFlagStoreFaultTests : IAsyncLifetime
{
    private FlagTestTable _table = null!;
    private FaultProxy _proxy = null!;
    private AmazonDynamoDBClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _table = await FlagTestTable.CreateAsync();
        _proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        _client = DynamoDbLocal.CreateClient(_proxy.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task CreateTable_ResponseIsLost_CountsAsDone()
    {
        var name = _table.Name + "-new";
        var options = new DynamoTableOptions { Retry = new DynamoRetryOptions { BaseDelay = TimeSpan.FromMilliseconds(1) } };
        _proxy.Enqueue(Fault.LostAnswer, "CreateTable");

        (await FlagTable.CreateAsync(_client, name, options, Cancellation)).ShouldBeTrue();
        (await FlagTable.CreateAsync(_client, name, options, Cancellation)).ShouldBeFalse();

        await _client.DeleteTableAsync(name, Cancellation);
    }

    [Fact]
    public async Task Init_ManyWritesThrottled_LosesNothing()
    {
        _proxy.Rates = new FaultRates { Throttles = 0.2 };

        await Open().InitAsync(TestFlags.ManyFlags(5_000, version: 1), Cancellation);

        (await OpenDirectly().GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(5_000);
        (await OpenDirectly().InitializedAsync(Cancellation)).ShouldBeTrue();
        _proxy.Count("PutItem").ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public async Task Init_ThrottlesErrorsAndResets_LosesNothingAndRemovesLeftovers()
    {
        await OpenDirectly().InitAsync(TestFlags.Data(TestFlags.Flag("leftover", 1)), Cancellation);
        _proxy.Rates = FaultRates.Rough;

        await Open().InitAsync(TestFlags.ManyFlags(1_000, version: 1), Cancellation);

        var all = await OpenDirectly().GetAllAsync(DataKind.Features, Cancellation);
        all.Count.ShouldBe(1_000);
        all.Keys.ShouldNotContain("leftover");
    }

    [Theory]
    [InlineData(Fault.AccessDenied, "PutItem")]
    [InlineData(Fault.Throttle, "PutItem")]
    [InlineData(Fault.AccessDenied, "Query")]
    public async Task Init_WriteNeverSucceeds_FailsWithoutAMarkAndRemovesNothing(Fault fault, string operation)
    {
        await OpenDirectly().UpsertAsync(DataKind.Features, "before", TestFlags.Flag("before", 1), Cancellation);
        _proxy.Enqueue(fault, operation, times: 100);

        await Should.ThrowAsync<FlagStoreException>(
            () => Open(maxAttempts: 3).InitAsync(TestFlags.ManyFlags(200, version: 2), Cancellation));

        (await OpenDirectly().InitializedAsync(Cancellation)).ShouldBeFalse();
        (await OpenDirectly().GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldContain("before");
    }

    [Fact]
    public async Task Init_Cancelled_SetsNoMark()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new SynchronousProgress(_ => cancellation.Cancel());

        await Should.ThrowAsync<OperationCanceledException>(
            () => Open().InitAsync(TestFlags.ManyFlags(1_000, version: 1), progress, cancellation.Token));

        (await OpenDirectly().InitializedAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Init_WritesFail_ReadersSeeEveryFlagInItsOldOrNewVersion()
    {
        await OpenDirectly().InitAsync(TestFlags.ManyFlags(1_000, version: 1, saltBytes: 10), Cancellation);
        _proxy.Rates = new FaultRates { Throttles = 0.3 };

        var writing = Open().InitAsync(TestFlags.ManyFlags(1_000, version: 2, saltBytes: 10), Cancellation);
        do
        {
            var all = await OpenDirectly().GetAllAsync(DataKind.Features, Cancellation);
            all.Count.ShouldBe(1_000);
            all.Values.ShouldAllBe(item => item.Version == 1 || item.Version == 2);
        }
        while (!writing.IsCompleted);

        await writing;
    }

    [Fact]
    public async Task Init_WithProgress_CountsEveryItem()
    {
        var reports = new List<int>();

        await Open().InitAsync(
            TestFlags.ManyFlags(60, version: 1),
            new SynchronousProgress(count => { lock (reports) { reports.Add(count); } }), Cancellation);

        reports.Max().ShouldBe(60);
    }

    [Fact]
    public async Task Upsert_ResponseLost_IsWrittenOnceAndReportedAsWritten()
    {
        var transport = new LosesFirstPutResponse();
        using var client = CreateClient(transport);
        var store = new DynamoFlagStore(client, _table.Name);

        (await store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 1), Cancellation)).ShouldBeTrue();

        transport.Puts.ShouldBe(2);
        (await store.UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 1), Cancellation)).ShouldBeFalse();
    }

    // The two rows have as many attributes, and differ in what they say.
    [Theory]
    [InlineData(FlagTableLayout.Official)]
    [InlineData(FlagTableLayout.Community)]
    public async Task Upsert_ThrottledAndAnotherWroteTheSameVersion_IsNotReportedAsWritten(FlagTableLayout layout)
    {
        var options = new DynamoFlagStoreOptions { Layout = layout };
        var other = TestFlags.Flag("a", 1, "theirs");
        await new DynamoFlagStore(_table.Client, _table.Name, options).UpsertAsync(DataKind.Features, "a", other, Cancellation);
        _proxy.Enqueue(Fault.Throttle, "PutItem");

        (await new DynamoFlagStore(_client, _table.Name, options)
            .UpsertAsync(DataKind.Features, "a", TestFlags.Flag("a", 1, "ours"), Cancellation)).ShouldBeFalse();

        _proxy.Count("PutItem").ShouldBe(2);
    }

    [Theory]
    [InlineData(FlagTableLayout.Official)]
    [InlineData(FlagTableLayout.Community)]
    public async Task Upsert_ResponseLostInEitherLayout_IsReportedAsWritten(FlagTableLayout layout)
    {
        var transport = new LosesFirstPutResponse();
        using var client = CreateClient(transport);
        var store = new DynamoFlagStore(client, _table.Name, new DynamoFlagStoreOptions { Layout = layout });
        var flag = FlagItemJson.Read("a", """
            {"key":"a","version":3,"on":true,"salt":"s","variations":[1.50,1e2,-0.0,12345678901234567890,"",null,{"x":[]},{}],
            "fallthrough":{"rollout":{"variations":[{"variation":0,"weight":100000}]}},"offVariation":1,"trackEvents":false}
            """u8);

        (await store.UpsertAsync(DataKind.Features, "a", flag, Cancellation)).ShouldBeTrue();

        transport.Puts.ShouldBe(2);
    }

    [Theory]
    [InlineData("init", false)]
    [InlineData("init", true)]
    [InlineData("upsert", false)]
    [InlineData("upsert", true)]
    [InlineData("compare", false)]
    [InlineData("compare", true)]
    [InlineData("copy", false)]
    [InlineData("copy", true)]
    public async Task Write_ResponseForAnItemInPartsLost_KeepsItComplete(string way, bool clientRetries)
    {
        await OpenInParts(_table.Client).InitAsync(TestFlags.Data(TestFlags.Flag("big", 2, new string('a', 450_000))), Cancellation);
        var wanted = TestFlags.Flag("big", way == "upsert" ? 3 : 2, new string('b', 450_000));
        var transport = new LosesFirstPutResponse(holding: "partsId");
        using var client = CreateClient(transport, clientRetries ? 2 : 0);

        await WriteAsync(OpenInParts(client), way, wanted);

        transport.Puts.ShouldBe(2);
        TestFlags.Text(await OpenDirectly().GetAsync(DataKind.Features, "big", Cancellation)).ShouldBe(TestFlags.Text(wanted));
    }

    [Fact]
    public async Task Compare_ResponseForAnUnstoredItemInPartsLost_KeepsItComplete()
    {
        var wanted = TestFlags.Flag("big", 2, new string('b', 450_000));
        var transport = new LosesFirstPutResponse(holding: "partsId");
        using var client = CreateClient(transport);

        await WriteAsync(OpenInParts(client), "compare", wanted);

        transport.Puts.ShouldBe(2);
        TestFlags.Text(await OpenDirectly().GetAsync(DataKind.Features, "big", Cancellation)).ShouldBe(TestFlags.Text(wanted));
    }

    [Fact]
    public async Task GetAll_SmallPagesAndThrottles_ReturnsEverything()
    {
        await OpenDirectly().InitAsync(TestFlags.ManyFlags(120, version: 1), Cancellation);
        _proxy.Rates = FaultRates.Rough with { PageItems = 7 };

        (await Open().GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(120);
    }

    [Fact]
    public async Task IsAvailable_ServerBroken_ReturnsFalseWithoutRetries()
    {
        _proxy.Enqueue(Fault.Error, times: 10);

        (await Open().IsAvailableAsync(Cancellation)).ShouldBeFalse();

        _proxy.TotalRequests.ShouldBe(1);
    }

    private DynamoFlagStore Open(int? maxAttempts = null) => new(
        _client,
        _table.Name,
        new DynamoFlagStoreOptions
        {
            Table = new DynamoTableOptions
            {
                Retry = new DynamoRetryOptions
                {
                    BaseDelay = TimeSpan.FromMilliseconds(1),
                    MaxDelay = TimeSpan.FromMilliseconds(20),
                    MaxAttempts = maxAttempts,
                },
            },
        });

    private static AmazonDynamoDBClient CreateClient(HttpClientFactory transport, int retries = 0) => new(
        new BasicAWSCredentials("dummy", "dummy"),
        new AmazonDynamoDBConfig { ServiceURL = DynamoDbLocal.Endpoint, MaxErrorRetry = retries, HttpClientFactory = transport });

    private async Task WriteAsync(DynamoFlagStore store, string way, VersionedItem item)
    {
        switch (way)
        {
            case "init":
                await store.InitAsync(TestFlags.Data(item), Cancellation);
                break;
            case "upsert":
                (await store.UpsertAsync(DataKind.Features, "big", item, Cancellation)).ShouldBeTrue();
                break;
            case "compare":
                var seen = (await store.ReadSnapshotAsync(Cancellation)).Kinds;
                var done = await store.ReconcileAsync(TestFlags.Data(item), seen, Cancellation);
                done.Result.Written.ShouldBe(1);
                break;
            default:
                await using (var source = await FlagTestTable.CreateAsync())
                {
                    await OpenInParts(source.Client, source.Name).InitAsync(TestFlags.Data(item), Cancellation);
                    await FlagTableMigration.RunAsync(OpenInParts(source.Client, source.Name), store, Cancellation);
                }

                break;
        }
    }

    [Fact]
    public async Task Upsert_EarlierPartsCannotBeRemoved_IsStillWrittenAndSweptLater()
    {
        await OpenInParts(_table.Client).UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 1, new('x', 500_000)), Cancellation);
        var log = new RecordedLog();
        var store = new DynamoFlagStore(
            _client, _table.Name, new DynamoFlagStoreOptions { Table = new() { Retry = new() { MaxAttempts = 1 }, Logger = log } });
        _proxy.Enqueue(Fault.Error, "DeleteItem", times: 20);

        (await store.UpsertAsync(DataKind.Features, "big", TestFlags.Flag("big", 2), Cancellation)).ShouldBeTrue();

        log.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning Rows of replaced or unfinished writes cannot be removed");
        (await _table.ListAsync()).Count(row => row.StartsWith("features$parts/", StringComparison.Ordinal)).ShouldBe(2);
    }

    private DynamoFlagStore OpenInParts(AmazonDynamoDBClient client, string? name = null) =>
        new(client, name ?? _table.Name, new DynamoFlagStoreOptions { OversizedItems = OversizedItems.StoreInParts });

    private DynamoFlagStore OpenDirectly() => new(_table.Client, _table.Name);

    private sealed class SynchronousProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
