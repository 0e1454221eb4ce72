using Confd.DynamoDb.Connections;
using Confd.DynamoDb.Reading;
using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Tests.Streams;

public sealed class TableStreamTests
{
    private static readonly TableShape Shape = new("key", "value", null, null, null);

    [Fact]
    public async Task Read_ShardSplits_FollowsTheChildrenFromTheirStart()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        standIn.AddShard("a");
        standIn.Put("a", "/old", "before");
        using var follower = await OpenAsync(standIn);

        standIn.Put("a", "/k", "1");
        standIn.EndShard("a");
        standIn.AddShard("b", parent: "a");
        standIn.AddShard("c", parent: "a");
        standIn.Put("b", "/k", "2");
        standIn.Put("c", "/m", "3");

        (await ReadAsync(follower.Stream)).ShouldBe(["/k=1"]);
        follower.Stream.OpenShards.ShouldBe(0);
        await follower.Stream.DiscoverAsync(Cancellation);
        (await ReadAsync(follower.Stream)).ShouldBe(["/k=2", "/m=3"], ignoreOrder: true);
        (await ReadAsync(follower.Stream)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Discover_ChildIsListedLate_WaitsForIt()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        using var follower = await OpenWithEndedShardAsync(standIn);

        await follower.Stream.DiscoverAsync(Cancellation);
        follower.Stream.IsListingDue(TimeSpan.Zero).ShouldBeTrue();
        standIn.AddShard("b", parent: "a");
        standIn.Put("b", "/k", "1");
        await follower.Stream.DiscoverAsync(Cancellation);

        follower.Stream.IsListingDue(TimeSpan.Zero).ShouldBeFalse();
        (await ReadAsync(follower.Stream)).ShouldBe(["/k=1"]);
    }

    [Fact]
    public async Task Discover_NoChildForLong_StopsWaiting()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        using var follower = await OpenWithEndedShardAsync(standIn);

        for (var look = 0; look < 120; look++)
        {
            follower.Stream.IsListingDue(TimeSpan.Zero).ShouldBeTrue();
            await follower.Stream.DiscoverAsync(Cancellation);
        }

        follower.Stream.IsListingDue(TimeSpan.Zero).ShouldBeFalse();
    }

    [Fact]
    public async Task Read_SomeShardsAreThrottled_KeepsTheirPlacesAndTheOthersRecords()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        standIn.AddShard("a");
        standIn.AddShard("b");
        using var follower = await OpenAsync(standIn);
        standIn.Put("a", "/k", "1");
        standIn.Put("b", "/m", "2");
        standIn.ThrottledReads = 1;

        var seen = new List<string>(await ReadAsync(follower.Stream));
        seen.Count.ShouldBe(1);
        follower.Stream.IsThrottled.ShouldBeTrue();
        seen.AddRange(await ReadAsync(follower.Stream));

        seen.ShouldBe(["/k=1", "/m=2"], ignoreOrder: true);
        follower.Stream.IsThrottled.ShouldBeFalse();
        standIn.Operations.Count(operation => operation == "GetShardIterator").ShouldBe(2);
    }

    [Fact]
    public async Task Discover_ParentIsStillRead_ChildWaits()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        standIn.AddShard("a");
        using var follower = await OpenAsync(standIn);
        standIn.AddShard("b", parent: "a");
        standIn.Put("b", "/k", "2");
        standIn.Put("a", "/k", "1");

        await follower.Stream.DiscoverAsync(Cancellation);
        (await ReadAsync(follower.Stream)).ShouldBe(["/k=1"]);
        standIn.EndShard("a");
        await ReadAsync(follower.Stream);
        await follower.Stream.DiscoverAsync(Cancellation);

        (await ReadAsync(follower.Stream)).ShouldBe(["/k=2"]);
    }

    [Fact]
    public async Task Open_ClosedShards_AreNotRead()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        standIn.AddShard("old");
        standIn.Put("old", "/k", "old");
        standIn.EndShard("old");
        standIn.AddShard("new", parent: "old");
        using var follower = await OpenAsync(standIn);

        follower.Stream.OpenShards.ShouldBe(1);
        await follower.Stream.DiscoverAsync(Cancellation);
        follower.Stream.OpenShards.ShouldBe(1);
        (await ReadAsync(follower.Stream)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Open_DescriptionHasManyPages_ReadsAllOfThem()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        standIn.PageShards = 2;
        foreach (var id in new[] { "a", "b", "c", "d", "e" })
        {
            standIn.AddShard(id);
        }

        using var follower = await OpenAsync(standIn);
        standIn.Put("e", "/k", "1");

        follower.Stream.OpenShards.ShouldBe(5);
        (await ReadAsync(follower.Stream)).ShouldBe(["/k=1"]);
        standIn.Operations.Count(operation => operation == "DescribeStream").ShouldBe(3);
    }

    [Fact]
    public async Task Discover_IntermediateGenerations_AreReadInOrder()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        standIn.AddShard("a");
        using var follower = await OpenAsync(standIn);
        standIn.EndShard("a");
        standIn.AddShard("c", parent: "b");
        standIn.AddShard("b", parent: "a");
        standIn.Put("b", "/k", "1");
        standIn.EndShard("b");
        standIn.Put("c", "/k", "2");

        var seen = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            seen.AddRange(await ReadAsync(follower.Stream));
            await follower.Stream.DiscoverAsync(Cancellation);
        }

        seen.ShouldBe(["/k=1", "/k=2"]);
    }

    [Fact]
    public async Task Discover_StreamWasTurnedOff_IsALostPosition()
    {
        await using var standIn = await StreamStandIn.StartAsync();
        standIn.AddShard("a");
        using var follower = await OpenAsync(standIn);
        standIn.EndShard("a");
        standIn.Status = "DISABLED";
        await ReadAsync(follower.Stream);

        (await Should.ThrowAsync<DynamoDbException>(() => follower.Stream.DiscoverAsync(Cancellation)))
            .Failure.ShouldBe(DynamoDbFailure.StreamPositionLost);
    }

    private static async Task<string[]> ReadAsync(TableStream stream) =>
        [
            .. (await stream.ReadAsync(Cancellation))
                .Select(record => (Key: record.KeysIn(Shape).Single(), record))
                .Select(pair => Text(pair.record.ItemIn(Shape, pair.Key)))];

    private static string Text(KeyItem? item) => $"{item!.Value.Key}={System.Text.Encoding.UTF8.GetString(item.Value.Value.Span)}";

    // One of two shards has ended, and is read to its end; no child of it is listed.
    private static async Task<Follower> OpenWithEndedShardAsync(StreamStandIn standIn)
    {
        standIn.AddShard("a");
        standIn.AddShard("other");
        var follower = await OpenAsync(standIn);
        standIn.EndShard("a");
        await ReadAsync(follower.Stream);
        return follower;
    }

    private static async Task<Follower> OpenAsync(StreamStandIn standIn)
    {
        var connection = await DynamoConnection.ConnectAsync(
            new DynamoConnectionOptions { Endpoint = new Uri(standIn.Url), Region = "us-east-1", Credentials = TestTable.TestCredentials },
            Cancellation);
        var client = StreamsClient.Create(connection);
        var retries = new RetryLoop("t", new DynamoTableOptions { Retry = TestTable.QuickRetry });
        var stream = new TableStream(client, retries, "arn:stream", TimeProvider.System);
        await stream.OpenAsync(Cancellation);
        return new Follower(stream, client, connection);
    }

    private sealed record Follower(TableStream Stream, StreamsClient Client, DynamoConnection Connection) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            Connection.Dispose();
        }
    }
}
