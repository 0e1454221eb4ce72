using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Watching;

public sealed class ThrottledStreamTests
{
    internal static readonly DynamoRetryOptions Patient =
        TestTable.QuickRetry with { AttemptTimeout = TimeSpan.FromDays(1), Budget = TimeSpan.FromDays(1) };

    [Theory]
    [InlineData("ProvisionedThroughputExceededException")]
    [InlineData("LimitExceededException")]
    [InlineData("ThrottlingException")]
    public async Task WaitForChange_StreamIsThrottled_KeepsItsPlaceAndReadsNoTable(string code)
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.PutAsync("/app/a", "1");
        var clock = new FakeTimeProvider();
        var logger = new RecordedLog();
        var options = table.Options(Patient) with { Clock = clock, Logger = logger };
        await using var opened = await KeyValueTable.OpenAsync(table.Name, options, Cancellation);
        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await opened.GetValuesAsync(["/app"], Cancellation);
        table.Proxy.ResetCounts();
        table.Proxy.EnqueueResponse("GetRecords", CannedResponse.Error(400, code, "Rate exceeded for shard"), times: 40);
        await table.PutAsync("/app/a", "2");

        var change = watch.WaitForChangeAsync(Cancellation);
        await WhilePausesPassAsync(clock, change);

        var changed = await change;
        changed.ShouldBeSubsetOf(["/app/a"]);
        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "2" });
        table.Proxy.Count("GetRecords").ShouldBeGreaterThan(40);

        // Empty is "anything may have changed": the emulator loses a position now and then.
        if (changed.Count > 0)
        {
            table.Proxy.Count("GetShardIterator").ShouldBe(0);
            table.Proxy.Count("Scan").ShouldBe(0);
        }

        logger.Warnings.ShouldHaveSingleItem().ShouldContain($"The stream of table {table.Name} has too many readers");
    }

    [Fact]
    public async Task OpenWatch_StreamIsThrottled_StillOpens()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await using var opened = await table.OpenAsync();
        foreach (var operation in new[] { "DescribeStream", "GetShardIterator", "GetRecords" })
        {
            table.Proxy.Enqueue(Fault.Throttle, operation, times: 2);
        }

        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await table.PutAsync("/app/a", "1");

        (await KeyValueWatchTests.ReportedAsync(watch, () => table.PutAsync("/app/a", "2"))).ShouldBe(["/app/a"]);
    }

    /// <summary>Moves the clock on for the pauses between requests, which are short; not for a request that is on its way.</summary>
    internal static async Task WhilePausesPassAsync(FakeTimeProvider clock, Task happened)
    {
        while (!happened.IsCompleted)
        {
            await Task.WhenAny(happened, clock.WaitForTimerWithinAsync(TimeSpan.FromMinutes(1), Cancellation));
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        await happened;
    }
}
