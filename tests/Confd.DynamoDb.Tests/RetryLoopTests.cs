using System.Text.Json.Nodes;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests;

public sealed class RetryLoopTests
{
    [Theory]
    [InlineData(Fault.Throttle)]
    [InlineData(Fault.Error)]
    [InlineData(Fault.Reset)]
    [InlineData(Fault.LostAnswer)]
    [InlineData(Fault.HalfAnswer)]
    [InlineData(Fault.ExpiredToken)]
    public async Task Read_TransientFailure_IsRetried(Fault fault)
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();
        table.Proxy.Enqueue(fault, "BatchGetItem", times: 3);

        (await opened.GetValuesAsync(["/a"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/a"] = "1" });

        table.Proxy.Count("BatchGetItem").ShouldBe(4);
    }

    [Theory]
    [InlineData(Fault.Reset)]
    [InlineData(Fault.HalfAnswer)]
    public async Task Read_ScanIsInterrupted_IsRetriedFromItsPage(Fault fault)
    {
        await using var table = await TestTable.CreateAsync();
        await table.FillAsync(Enumerable.Range(0, 100).Select(n => KeyValuePair.Create($"/app/{n}", "x")));
        await using var opened = await table.OpenAsync();
        table.Proxy.Rates = new FaultRates { PageItems = 30 };
        table.Proxy.Enqueue(Fault.None, "Scan", times: 2);
        table.Proxy.Enqueue(fault, "Scan");

        (await opened.GetValuesAsync(["/app"], Cancellation)).Count.ShouldBe(100);

        table.Proxy.Count("Scan").ShouldBeInRange(5, 6);
    }

    [Fact]
    public async Task Read_NoResponse_IsRetriedAfterTheTimeoutOfTheAttempt()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        var clock = new FakeTimeProvider();
        var retry = TestTable.QuickRetry with { AttemptTimeout = TimeSpan.FromSeconds(10), Random = () => 0 };
        await using var opened = await KeyValueTable.OpenAsync(table.Name, table.Options(retry) with { Clock = clock }, Cancellation);
        table.Proxy.Enqueue(Fault.Hang, "BatchGetItem");

        var reading = opened.GetValuesAsync(["/a"], Cancellation);
        await Eventually.IsSoAsync(() => table.Proxy.Count("BatchGetItem") == 1, Cancellation);
        clock.Advance(retry.AttemptTimeout);

        (await reading).Count.ShouldBe(1);
        table.Proxy.Count("BatchGetItem").ShouldBe(2);
    }

    [Fact]
    public async Task Read_AttemptsAreLimited_FailsWithTableOperationAndAttempts()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync(TestTable.QuickRetry with { MaxAttempts = 4 });
        table.Proxy.Enqueue(Fault.Throttle, times: 100);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/a"], Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.Throttled);
        failed.Message.ShouldStartWith($"BatchGetItem of table {table.Name} failed: ProvisionedThroughputExceededException: ");
        failed.Message.ShouldContain("(operation BatchGetItem, 4 attempts); raise the table's capacity");
    }

    [Fact]
    public async Task Read_TimeoutElapses_ReportsItAndTheLastError()
    {
        await using var table = await TestTable.CreateAsync();
        var clock = new FakeTimeProvider();
        var wait = TimeSpan.FromMilliseconds(20);
        var retry = new DynamoRetryOptions { BaseDelay = wait, MaxDelay = wait, Random = () => 1, Budget = 10 * wait };
        await using var opened = await KeyValueTable.OpenAsync(table.Name, table.Options(retry) with { Clock = clock }, Cancellation);
        table.Proxy.Rates = new FaultRates { Throttles = 1 };

        var reading = opened.ReadAsync(["/a"], Cancellation);
        for (var waits = 0; waits < 10; waits++)
        {
            await Task.WhenAny(reading, clock.WaitForTimersDueInAsync([wait], Cancellation));
            clock.Advance(wait);
        }

        // The last wait may end the budget, or the attempt before it.
        var failed = await Should.ThrowAsync<DynamoDbException>(() => reading);
        failed.Attempts.ShouldBeInRange(10, 11);
        failed.Message.ShouldContain("context deadline exceeded; last error ProvisionedThroughputExceededException");
    }

    [Fact]
    public async Task Run_CancelledDuringAWait_ReportsTheLastError()
    {
        var clock = new FakeTimeProvider();
        using var cancellation = new CancellationTokenSource();
        var loop = new RetryLoop("t", new DynamoTableOptions { Clock = clock, Retry = new() { Random = () => 0.5 } });

        var run = loop.RunAsync<int>("Scan", _ => throw new IOException("connection reset"), cancellation.Token);
        await cancellation.CancelAsync();

        var failed = await Should.ThrowAsync<DynamoDbException>(() => run);
        failed.Message.ShouldContain("context deadline exceeded; last error connection reset (operation Scan, 1 attempt)");
    }

    [Fact]
    public async Task Read_SingleKeysThrottledUntilCancelled_ReportsTheLastError()
    {
        await using var table = await TestTable.CreateAsync();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var opened = await table.OpenAsync(TestTable.QuickRetry with { Random = EndAfter(10, deadline) });
        table.Proxy.Enqueue(Fault.AccessDenied, "BatchGetItem");
        table.Proxy.Enqueue(Fault.Throttle, "GetItem", times: 1000);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/a", "/b"], deadline.Token));

        failed.Message.ShouldContain("context deadline exceeded; last error ProvisionedThroughputExceededException");
    }

    [Fact]
    public async Task Read_KeysStayUnprocessedUntilCancelled_ReportsIt()
    {
        await using var table = await TestTable.CreateAsync();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var opened = await table.OpenAsync(TestTable.QuickRetry with { Random = EndAfter(3, deadline) });
        var keys = new JsonArray(new JsonObject { ["key"] = new JsonObject { ["S"] = "/a" } });
        var left = new JsonObject { [table.Name] = new JsonObject { ["Keys"] = keys } };
        var answer = new JsonObject
        {
            ["Responses"] = new JsonObject(),
            ["UnprocessedKeys"] = left,
            ["ConsumedCapacity"] = new JsonArray(),
        };
        table.Proxy.EnqueueResponse("BatchGetItem", CannedResponse.Json(answer.ToJsonString()), times: 100);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/a"], deadline.Token));

        failed.Failure.ShouldBe(DynamoDbFailure.Throttled);
        failed.Message.ShouldContain("failed: context deadline exceeded; 1 items stayed unprocessed after 3 attempts");
    }

    [Fact]
    public async Task Run_TimeoutDuringAnAttempt_ReportsTheEarlierFailure()
    {
        var clock = new FakeTimeProvider();
        var retry = new DynamoRetryOptions { Budget = TimeSpan.FromSeconds(3), Random = () => 0 };
        var loop = new RetryLoop("t", new DynamoTableOptions { Clock = clock, Retry = retry });
        var attempts = 0;

        var run = loop.RunAsync(
            "Scan", _ => ++attempts == 1 ? throw new IOException("reset") : new TaskCompletionSource<int>().Task, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(3));

        var failed = await Should.ThrowAsync<DynamoDbException>(() => run);
        failed.Message.ShouldBe("Scan of table t failed: context deadline exceeded; last error reset (operation Scan, 2 attempts)");
    }

    [Fact]
    public async Task Run_SendIgnoresItsToken_IsAbandoned()
    {
        var clock = new FakeTimeProvider();
        var retry = new DynamoRetryOptions { Budget = TimeSpan.FromSeconds(3) };
        var loop = new RetryLoop("t", new DynamoTableOptions { Clock = clock, Retry = retry });

        var run = loop.RunAsync("Scan", _ => new TaskCompletionSource<int>().Task, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(3));

        (await Should.ThrowAsync<DynamoDbException>(() => run)).Failure.ShouldBe(DynamoDbFailure.TimedOut);
    }

    [Fact]
    public async Task RunUnlessThrottled_Throttled_IsNullAtOnce()
    {
        var loop = new RetryLoop("t", new DynamoTableOptions());
        var attempts = 0;

        (await loop.RunUnlessThrottledAsync<string>(
            "GetRecords",
            _ =>
            {
                attempts++;
                throw new Amazon.DynamoDBv2.Model.LimitExceededException("Rate exceeded for shard")
                {
                    ErrorCode = "LimitExceededException",
                };
            },
            Cancellation)).ShouldBeNull();

        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Run_CancelledBeforeTheFirstFailure_ThrowsOperationCanceled()
    {
        var loop = new RetryLoop("t", new DynamoTableOptions());

        await Should.ThrowAsync<OperationCanceledException>(
            () => loop.RunAsync("Scan", _ => Task.FromResult(1), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Run_Failures_WaitWithFullJitterUpToTheLimit()
    {
        var clock = new FakeTimeProvider();
        var draws = new Queue<double>([0.5, 1.0, 0.25, 1.0]);
        var retry = new DynamoRetryOptions
        {
            BaseDelay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromMilliseconds(300),
            Random = draws.Dequeue,
        };
        var loop = new RetryLoop("t", new DynamoTableOptions { Clock = clock, Retry = retry });
        var times = new List<double>();
        var start = clock.GetUtcNow();

        var run = loop.RunAsync<int>(
            "Scan",
            _ =>
            {
                times.Add((clock.GetUtcNow() - start).TotalMilliseconds);
                return times.Count < 5 ? throw new IOException("reset") : Task.FromResult(1);
            },
            Cancellation);
        while (!run.IsCompleted)
        {
            await Task.WhenAny(run, clock.WaitForTimersAsync(1, Cancellation));
            clock.Advance(TimeSpan.FromMilliseconds(5));
        }

        await run;
        times.ShouldBe([0, 50, 250, 325, 625]);
    }

    // Ends at the draw of a wait: a failure has been seen then, and the next attempt has not begun.
    private static Func<double> EndAfter(int waits, CancellationTokenSource deadline)
    {
        var left = waits;
        return () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                deadline.Cancel();
            }

            return 0.5;
        };
    }
}
