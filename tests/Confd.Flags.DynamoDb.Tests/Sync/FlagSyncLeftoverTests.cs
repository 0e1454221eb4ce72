using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Confd.Flags.Storage;
using Confd.Flags.Sync;
using Confd.TestSupport;

namespace Confd.Flags.DynamoDb.Tests.Sync;

/// <summary>What deleted items and syncs that crashed leave in the table goes with time.</summary>
public sealed class FlagSyncLeftoverTests : FlagSyncTestBase
{
    [Fact]
    public async Task Sync_OldTombstones_AreRemovedWhoeverWroteThem()
    {
        Store = Open(Table.Client);
        await Store.DeleteAsync(DataKind.Features, "ours", 5, Cancellation);
        await Table.PutAsync(
            "features",
            "theirs",
            ("version", new() { N = "5" }),
            ("item", new() { S = """{"key":"theirs","version":5,"deleted":true}""" }));
        Service.Data = """{"flags":{"f-0":{"version":1}},"segments":{}}""";
        var sync = OpenSync(new FlagSyncOptions { TombstoneAge = TimeSpan.FromDays(30) });

        await SyncAgainAsync(sync);
        Clock.Advance(TimeSpan.FromDays(29));
        await SyncAgainAsync(sync);
        (await Table.ListAsync()).ShouldBe(["$inited/$inited", "$source/$source", "features/f-0", "features/ours", "features/theirs"]);
        (await Store.GetAllAsync(DataKind.Features, Cancellation))["theirs"].IsDeleted.ShouldBeTrue();
        Clock.Advance(TimeSpan.FromDays(1));
        await SyncAgainAsync(OpenSync(new FlagSyncOptions { TombstoneAge = Timeout.InfiniteTimeSpan }));
        (await Table.ListAsync()).Count.ShouldBe(5);
        await SyncAgainAsync(sync);

        (await Table.ListAsync()).ShouldBe(["$inited/$inited", "$source/$source", "features/f-0"]);
    }

    [Fact]
    public async Task Sync_CrashedBetweenThePartsAndTheirRow_RemovesThePartsAfterAnHour()
    {
        Service.Data = $$$"""{"flags":{"big":{"version":1,"salt":"{{{new string('x', 450_000)}}}"} },"segments":{} }""";
        using var crash = new CancellationTokenSource();
        using var crashing = new AmazonDynamoDBClient(
            new BasicAWSCredentials("dummy", "dummy"),
            new AmazonDynamoDBConfig { ServiceURL = DynamoDbLocal.Endpoint, HttpClientFactory = new EndsBeforeTheRow(crash) });
        Store = Open(crashing);
        await Should.ThrowAsync<OperationCanceledException>(() => OpenSync().SyncAsync(Client, crash.Token));
        (await ListPartsAsync()).Count.ShouldBe(2);
        Store = Open(Table.Client);
        var sync = OpenSync();
        Clock.Advance(TimeSpan.FromMinutes(59));
        await SyncAgainAsync(sync);
        (await ListPartsAsync()).Count.ShouldBe(4, "a writer may still be at work on those without a row");
        Clock.Advance(TimeSpan.FromMinutes(2));
        await SyncAgainAsync(sync);
        (await ListPartsAsync()).Count.ShouldBe(2);
        Clock.Advance(TimeSpan.FromDays(1));
        await SyncAgainAsync(sync);

        (await ListPartsAsync()).Count.ShouldBe(2, "a row names them, however old they are");
        TestFlags.Text(await Store.GetAsync(DataKind.Features, "big", Cancellation)).Length.ShouldBeGreaterThan(450_000);
        Logger.Lines.Count(line => line.StartsWith("Information Rows of unfinished writes removed", StringComparison.Ordinal)).ShouldBe(1);
    }

    private DynamoFlagStore Open(IAmazonDynamoDB client) => new(
        client,
        Table.Name,
        new DynamoFlagStoreOptions { OversizedItems = OversizedItems.StoreInParts, Table = new() { Clock = Clock } });

    private async Task SyncAgainAsync(FlagSync sync)
    {
        Client.Forget();
        await sync.SyncAsync(Client, Cancellation);
    }

    private async Task<IReadOnlyList<string>> ListPartsAsync() =>
        [.. (await Table.ListAsync()).Where(row => row.StartsWith("features$parts/", StringComparison.Ordinal))];

    /// <summary>Ends the process, as it were, when all parts are written and the row that names them is not.</summary>
    private sealed class EndsBeforeTheRow(CancellationTokenSource end) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(end));

        private sealed class Handler(CancellationTokenSource end) : DelegatingHandler(new SocketsHttpHandler())
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                if ((await request.Content!.ReadAsStringAsync(cancellationToken)).Contains("\"partsId\":{", StringComparison.Ordinal))
                {
                    await end.CancelAsync();
                }

                return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}
