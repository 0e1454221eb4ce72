using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.DynamoDb;
using Confd.Flags.Storage;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Flags.DynamoDb.Tests;

/// <summary>Initialising through a proxy that does harm: all is written and marked, or it fails and there is no mark.</summary>
public sealed class DynamoFlagStoreFaultTests : IAsyncLifetime
{
    private FlagTestTable _table = null!;
    private FaultProxy _proxy = null!;
    private AmazonDynamoDBClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
    public async Task Init_ManyWritesThrottled_LosesNothing()
    {
        _proxy.Rates = new FaultRates { Throttles = 0.2 };

        await Open().InitAsync(Some.ManyFlags(5_000, version: 1), Cancellation);

        (await OpenDirectly().GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(5_000);
        (await OpenDirectly().InitializedAsync(Cancellation)).ShouldBeTrue();
        _proxy.Count("PutItem").ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public async Task Init_ThrottlesErrorsAndResets_LosesNothingAndRemovesLeftovers()
    {
        await OpenDirectly().InitAsync(Some.Data(Some.Flag("leftover", 1)), Cancellation);
        _proxy.Rates = FaultRates.Rough;

        await Open().InitAsync(Some.ManyFlags(1_000, version: 1), Cancellation);

        var all = await OpenDirectly().GetAllAsync(DataKind.Features, Cancellation);
        all.Count.ShouldBe(1_000);
        all.Keys.ShouldNotContain("leftover");
    }

    [Theory]
    [InlineData(Fault.AccessDenied, "PutItem")]
    [InlineData(Fault.Throttle, "PutItem")]
    [InlineData(Fault.AccessDenied, "Query")]
    public async Task Init_WriteThatNeverSucceeds_FailsAndSetsNoMarkAndRemovesNothing(Fault fault, string operation)
    {
        await OpenDirectly().UpsertAsync(DataKind.Features, "before", Some.Flag("before", 1), Cancellation);
        _proxy.Enqueue(fault, operation, times: 100);

        await Should.ThrowAsync<FlagStoreException>(() => Open(maxAttempts: 3).InitAsync(Some.ManyFlags(200, version: 2), Cancellation));

        (await OpenDirectly().InitializedAsync(Cancellation)).ShouldBeFalse();
        (await OpenDirectly().GetAllAsync(DataKind.Features, Cancellation)).Keys.ShouldContain("before");
    }

    [Fact]
    public async Task Init_Cancelled_SetsNoMark()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new SynchronousProgress(_ => cancellation.Cancel());

        await Should.ThrowAsync<OperationCanceledException>(
            () => Open().InitAsync(Some.ManyFlags(1_000, version: 1), progress, cancellation.Token));

        (await OpenDirectly().InitializedAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Init_WhileWritesAreHarmed_ReadersSeeEveryFlagInItsOldOrNewVersion()
    {
        await OpenDirectly().InitAsync(Some.ManyFlags(1_000, version: 1, saltBytes: 10), Cancellation);
        _proxy.Rates = new FaultRates { Throttles = 0.3 };

        var writing = Open().InitAsync(Some.ManyFlags(1_000, version: 2, saltBytes: 10), Cancellation);
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
            Some.ManyFlags(60, version: 1), new SynchronousProgress(count => { lock (reports) { reports.Add(count); } }), Cancellation);

        reports.Max().ShouldBe(60);
    }

    [Fact]
    public async Task Upsert_AnswerLost_IsWrittenOnceAndReportedAsWritten()
    {
        var transport = new LosesFirstPutAnswer();
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("dummy", "dummy"),
            new AmazonDynamoDBConfig { ServiceURL = DynamoDbLocal.Endpoint, MaxErrorRetry = 0, HttpClientFactory = transport });
        var store = new DynamoFlagStore(client, _table.Name);

        (await store.UpsertAsync(DataKind.Features, "a", Some.Flag("a", 1), Cancellation)).ShouldBeTrue();

        transport.Puts.ShouldBe(2);
        (await store.UpsertAsync(DataKind.Features, "a", Some.Flag("a", 1), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task GetAll_SmallPagesAndThrottles_ReturnsEverything()
    {
        await OpenDirectly().InitAsync(Some.ManyFlags(120, version: 1), Cancellation);
        _proxy.Rates = FaultRates.Rough with { PageItems = 7 };

        (await Open().GetAllAsync(DataKind.Features, Cancellation)).Count.ShouldBe(120);
    }

    [Fact]
    public async Task IsAvailable_ServerBroken_AnswersNoWithoutRetries()
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

    private DynamoFlagStore OpenDirectly() => new(_table.Client, _table.Name);

    private sealed class SynchronousProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
