using Amazon.DynamoDBv2;
using Confd.DynamoDb.Journal;
using Confd.DynamoDb.Streams;
using Confd.DynamoDb.Tests.Streams;

namespace Confd.DynamoDb.Tests.Journal;

/// <summary>Where a writer begins in a stream whose shards split and end.</summary>
public sealed class StreamCursorTests : IAsyncLifetime
{
    private StreamStandIn _stream = null!;
    private StreamsClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _stream = await StreamStandIn.StartAsync();
        _client = new StreamsClient(
            new Amazon.Runtime.BasicAWSCredentials("a", "b"),
            new AmazonDynamoDBConfig { ServiceURL = _stream.Url, AuthenticationRegion = "us-east-1" });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAsync_WithoutMarks_BeginsAtTheEndWithAMarkForEachShard()
    {
        _stream.AddShard("a");
        _stream.Put("a", "/old", "1");
        _stream.AddShard("b");
        var cursor = await OpenAsync();
        cursor.HasGap.ShouldBeTrue();
        cursor.Marks.ShouldBe([new ShardMark("a", "1", false), new ShardMark("b", null, false)], ignoreOrder: true);
        _stream.Put("a", "/k", "2");
        _stream.Put("b", "/k", "3");
        (await ReadAsync(cursor)).ShouldBe(["/k=2", "/k=3"], ignoreOrder: true);
    }

    [Fact]
    public async Task OpenAsync_ShardReturnsOneRecordAtATime_EndsAfterAFewRequestsAndStartsAfterAll()
    {
        _stream.AddShard("a");
        _stream.PageRecords = 1;
        for (var record = 0; record < 500; record++)
        {
            _stream.Put("a", "/old", $"{record}");
        }

        var cursor = await OpenAsync();
        cursor.Marks.Single().IsUnknown.ShouldBeTrue();
        _stream.Operations.Count(operation => operation == "GetRecords").ShouldBeLessThan(20);
        _stream.Put("a", "/k", "new");
        (await ReadAsync(cursor)).ShouldBe(["/k=new"]);
    }

    [Fact]
    public async Task OpenAsync_WithMarks_ContinuesAfterThemAndInTheChildrenOfClosedShards()
    {
        _stream.AddShard("a");
        _stream.Put("a", "/k", "1");
        _stream.Put("a", "/k", "2");
        _stream.EndShard("a");
        _stream.AddShard("b", parent: "a");
        _stream.Put("b", "/k", "3");
        var cursor = await OpenAsync(new ShardMark("a", "1", false));
        cursor.HasGap.ShouldBeFalse();
        (await ReadAsync(cursor)).ShouldBe(["/k=2"]);
        (await ReadAsync(cursor)).ShouldBe(["/k=3"]);

        (await ReadAsync(await OpenAsync(new ShardMark("a", "2", true)))).ShouldBe(["/k=3"]);
    }

    [Theory]
    [InlineData("gone", false)]
    [InlineData("a", true)]
    public async Task OpenAsync_MarkOfAnotherStreamOrUnknownPlace_BeginsAtTheEndWithAGap(string shard, bool isUnknown)
    {
        _stream.AddShard("a");
        _stream.Put("a", "/k", "1");
        var cursor = await OpenAsync(new ShardMark(shard, isUnknown ? null : "7", false) { IsUnknown = isUnknown });
        cursor.HasGap.ShouldBeTrue();
        (await ReadAsync(cursor)).ShouldBeEmpty();
    }

    [Fact]
    public async Task OpenAsync_SomeMarksWereNeverWritten_BeginsAtTheEndWithAGap()
    {
        _stream.AddShard("a");
        _stream.AddShard("b");
        _stream.Put("b", "/k", "1");
        (await OpenAsync(new ShardMark("a", null, false))).HasGap.ShouldBeTrue();
    }

    [Fact]
    public async Task ReadAsync_ShardHasEnded_MarksItAsEndedWithItsLastRecords()
    {
        _stream.AddShard("a");
        _stream.Put("a", "/k", "1");
        var cursor = await OpenAsync(new ShardMark("a", null, false));
        _stream.EndShard("a");
        (await cursor.ReadAsync(Cancellation)).Ended.ShouldBe(["a"]);
    }

    [Fact]
    public async Task ReadAsync_ChildIsListedLate_IsSearchedForWithEachRead()
    {
        _stream.AddShard("a");
        _stream.AddShard("other");
        var cursor = await OpenAsync(new ShardMark("a", null, false), new ShardMark("other", null, false));
        _stream.EndShard("a");
        (await ReadAsync(cursor)).ShouldBeEmpty();
        (await ReadAsync(cursor)).ShouldBeEmpty();
        _stream.AddShard("b", parent: "a");
        _stream.Put("b", "/k", "1");
        (await ReadAsync(cursor)).ShouldBe(["/k=1"]);
    }

    private Task<StreamCursor> OpenAsync(params ShardMark[] marks)
    {
        var options = new DynamoTableOptions { Retry = TestTable.QuickRetry };
        return StreamCursor.OpenAsync(
            _client, new RetryLoop("table", options), "arn", marks, TimeProvider.System, TimeSpan.FromMilliseconds(1), Cancellation);
    }

    private static async Task<List<string>> ReadAsync(StreamCursor cursor) =>
        [.. (await cursor.ReadAsync(Cancellation))
            .Records.Select(record => $"{record.Record.KeyText("key")}={Records.Value(record.Record)}")];
}
