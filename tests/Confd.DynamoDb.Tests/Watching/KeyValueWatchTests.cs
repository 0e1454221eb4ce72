using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Watching;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Watching;

public sealed class KeyValueWatchTests
{
    [Fact]
    public async Task OpenWatch_TableWithoutStream_ReturnsNull()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();

        (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Dispose_TableWithAWaiter_EndsItsWait()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        var waiting = watch.WaitForChangeAsync(Cancellation);

        await opened.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => waiting);
        await Should.ThrowAsync<ObjectDisposedException>(() => watch.WaitForChangeAsync(Cancellation));
        await Should.ThrowAsync<ObjectDisposedException>(() => opened.OpenWatchAsync(["/app"], Cancellation));
        await opened.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Use_AfterTheTableWasDisposed_IsObjectDisposedException(bool isFollowed)
    {
        await using var table = await TestTable.CreateAsync(hasStream: isFollowed);
        var opened = await table.OpenAsync();
        _ = isFollowed ? await opened.OpenWatchAsync(["/app"], Cancellation) : null;
        await opened.ReadAsync(["/app"], Cancellation);
        await opened.DisposeAsync();

        Func<Task>[] uses =
        [
            () => opened.GetValuesAsync(["/app"], Cancellation),
            () => opened.ReadAsync(["/app"], Cancellation),
            () => opened.GetAsync("/app/a", Cancellation),
            () => opened.ReadBelowAsync("/app", Cancellation),
            () => opened.PutAsync("/app/a", "1", Cancellation),
            () => opened.DeleteAsync("/app/a", Cancellation),
            () => opened.WriteAsync([new("/app/a", "1")], ["/app/b"], progress: null, Cancellation),
            () => opened.CheckHealthAsync(Cancellation),
            () => opened.CheckHealthDetailedAsync(Cancellation),
            () => opened.OpenWatchAsync(["/app"], Cancellation),
            () => opened.Table.DescribeAsync(Cancellation),
        ];
        foreach (var use in uses)
        {
            await Should.ThrowAsync<ObjectDisposedException>(use);
        }
    }

    [Fact]
    public async Task Dispose_WatchWithAWaiter_EndsItsWaitAndNoOtherOne()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);

        // The emulator loses positions in a stream that nothing was ever written to.
        await table.PutAsync("/app/first", "1");
        await using var opened = await table.OpenAsync();
        var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await using var other = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        var waiting = watch.WaitForChangeAsync(Cancellation);

        await watch.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => waiting);
        await table.PutAsync("/app/a", "1");
        (await other.WaitForChangeAsync(Cancellation)).ShouldBe(["/app/a"]);
    }

    [Fact]
    public async Task OpenWatch_StreamIsDenied_ReportsIt()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await using var opened = await table.OpenAsync();
        table.Proxy.Enqueue(Fault.AccessDenied, "DescribeStream");

        (await Should.ThrowAsync<DynamoDbException>(() => opened.OpenWatchAsync(["/app"], Cancellation)))
            .Failure.ShouldBe(DynamoDbFailure.AccessDenied);
    }

    [Fact]
    public async Task WaitForChange_PutUpdateAndDelete_AreReportedAndReadWithoutTableReads()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.PutAsync("/app/a", "1");
        await table.PutAsync("/app/b", "2");
        await using var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        (await opened.GetValuesAsync(["/app"], Cancellation)).Count.ShouldBe(2);
        table.Proxy.ResetCounts();

        await table.PutAsync("/other", "not watched");
        await table.PutAsync("/app/a", "changed");
        await table.DeleteAsync("/app/b");
        await table.PutAsync("/app/c", "new");

        await ShouldComeToAsync(opened, watch, ["/app"], new() { ["/app/a"] = "changed", ["/app/c"] = "new" });
        table.Proxy.Counts.Keys.ShouldBeSubsetOf(["GetRecords", "GetShardIterator", "DescribeStream"]);
        table.Proxy.ReadUnits.ShouldBe(0);
    }

    [Fact]
    public async Task WaitForChange_ChangeBeforeTheFirstRead_IsNotLost()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await using var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();

        await table.PutAsync("/app/a", "1");

        await watch.WaitForChangeAsync(Cancellation);
        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1" });
    }

    [Fact]
    public async Task WaitForChange_ItemThatHidItsChildrenIsDeleted_ChildrenAreRead()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.PutAsync("/app", "self");
        await table.PutAsync("/app/a", "child");
        await using var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        (await opened.GetValuesAsync(["/app"], Cancellation)).Keys.ShouldBe(["/app"]);

        await table.DeleteAsync("/app");

        await ShouldComeToAsync(opened, watch, ["/app"], new() { ["/app/a"] = "child" });
    }

    [Fact]
    public async Task WaitForChange_TwoWatches_EachReceivesItsOwnKeys()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await using var opened = await table.OpenAsync();
        await using var first = (await opened.OpenWatchAsync(["/a"], Cancellation)).ShouldNotBeNull();
        await using var second = (await opened.OpenWatchAsync(["/b"], Cancellation)).ShouldNotBeNull();

        await table.PutAsync("/a/x", "1");
        await table.PutAsync("/b/x", "1");

        (await ReportedAsync(first, () => table.PutAsync("/a/x", "2"))).ShouldBe(["/a/x"]);
        (await ReportedAsync(second, () => table.PutAsync("/b/x", "2"))).ShouldBe(["/b/x"]);
    }

    [Fact]
    public async Task WaitForChange_IteratorExpires_ContinuesAfterTheLastRecord()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await using var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await opened.GetValuesAsync(["/app"], Cancellation);
        await table.PutAsync("/app/a", "1");
        await watch.WaitForChangeAsync(Cancellation);

        table.Proxy.Enqueue(Fault.ExpiredIterator, "GetRecords");
        await table.PutAsync("/app/a", "2");

        await ShouldComeToAsync(opened, watch, ["/app"], new() { ["/app/a"] = "2" });
    }

    [Fact]
    public async Task WaitForChange_RecordsAreTrimmed_ReportsAnyChangeAndReadsTheTableAgain()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.PutAsync("/app/a", "1");
        await using var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await opened.GetValuesAsync(["/app"], Cancellation);
        table.Proxy.Enqueue(Fault.TrimmedData, "GetRecords");

        (await watch.WaitForChangeAsync(Cancellation)).ShouldBeEmpty();

        table.Proxy.ResetCounts();
        await opened.GetValuesAsync(["/app"], Cancellation);
        table.Proxy.Count("Scan").ShouldBe(1);
        await table.PutAsync("/app/a", "2");
        await ShouldComeToAsync(opened, watch, ["/app"], new() { ["/app/a"] = "2" });
    }

    [Fact]
    public async Task WaitForChange_EveryPositionIsLost_FailsAndReadsUseTheTable()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.PutAsync("/app/a", "1");
        await using var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await opened.GetValuesAsync(["/app"], Cancellation);
        table.Proxy.Enqueue(Fault.TrimmedData, "GetRecords", times: 100);

        (await Should.ThrowAsync<DynamoDbException>(async () =>
        {
            while (true)
            {
                await watch.WaitForChangeAsync(Cancellation);
            }
        })).Failure.ShouldBe(DynamoDbFailure.StreamPositionLost);

        await table.PutAsync("/app/a", "2");
        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "2" });
    }

    [Fact]
    public async Task WaitForChange_ValueIsNotTextOrRemoved_IsApplied()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.PutAsync("/app/a", "1");
        await table.PutAsync("/app/b", "1");
        await using var opened = await table.OpenAsync();
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await opened.GetValuesAsync(["/app"], Cancellation);

        await table.PutRawAsync("/app/a", new AttributeValue { N = "5" });
        await table.PutRawAsync("/app/b", null);
        await table.PutAsync("/app/end", "1");

        await ShouldComeToAsync(opened, watch, ["/app"], new() { ["/app/end"] = "1" });
    }

    /// <summary>The keys that a watch names. Where it tells that anything may have changed, as the emulator makes true now and then by
    /// losing a position, the change is made once more.</summary>
    internal static async Task<IReadOnlySet<string>> ReportedAsync(KeyValueWatch watch, Func<Task> changeAgain)
    {
        var told = await watch.WaitForChangeAsync(Cancellation);
        if (told.Count > 0)
        {
            return told;
        }

        await changeAgain();
        return await watch.WaitForChangeAsync(Cancellation);
    }

    /// <summary>Waits for changes until the values are these, as long as a busy machine may need for hundreds of changes among
    /// faults.</summary>
    internal static async Task ShouldComeToAsync(
        KeyValueTable table, KeyValueWatch watch, string[] keys, Dictionary<string, string> expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        while (true)
        {
            var values = await table.GetValuesAsync(keys, limit.Token);
            if (values.Count == expected.Count && expected.All(pair => values.TryGetValue(pair.Key, out var value) && value == pair.Value))
            {
                return;
            }

            await watch.WaitForChangeAsync(limit.Token);
        }
    }
}
