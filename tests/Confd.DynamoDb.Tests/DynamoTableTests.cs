using System.Diagnostics.Metrics;
using Amazon.DynamoDBv2.Model;
using Confd.DynamoDb.Metrics;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests;

public sealed class DynamoTableTests
{
    [Fact]
    public async Task Write_FaultyNetworkAndUnprocessedItems_WritesEverything()
    {
        await using var table = await TestTable.CreateAsync();
        await table.FillAsync(Enumerable.Range(0, 210).Select(n => KeyValuePair.Create($"/old{n}", $"{n}")));
        await using var opened = await table.OpenAsync();
        table.Proxy.Rates = FaultRates.Rough with { Unprocessed = 0.5 };
        var done = new Counting();

        await opened.WriteAsync(
            [.. Enumerable.Range(0, 100).Select(n => KeyValuePair.Create($"/k{n}", $"{n}"))],
            [.. Enumerable.Range(0, 210).Select(n => $"/old{n}")],
            done,
            Cancellation);

        done.Last.ShouldBe(310);
        table.Proxy.Rates = FaultRates.None;
        (await opened.ReadBelowAsync("", Cancellation)).Count.ShouldBe(100);
    }

    [Fact]
    public async Task Write_ManyKeys_RunsUpToMaxParallelWrites()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await KeyValueTable.OpenAsync(
            table.Name, table.Options() with { MaxParallelReads = 1, MaxParallelWrites = 3 }, Cancellation);
        var running = 0;
        var most = 0;
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        table.Proxy.EnqueueResponse(
            "UpdateItem",
            async context =>
            {
                var now = Interlocked.Increment(ref running);
                Note(now);
                if (now == 3)
                {
                    together.TrySetResult();
                }

                await together.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
                Interlocked.Decrement(ref running);
                await CannedResponse.Json("{}")(context);
            },
            times: 6);

        await opened.WriteAsync(
            [.. Enumerable.Range(0, 6).Select(n => KeyValuePair.Create($"/k{n}", "v"))], [], cancellationToken: Cancellation);

        most.ShouldBe(3);

        void Note(int now)
        {
            lock (together)
            {
                most = Math.Max(most, now);
            }
        }
    }

    [Fact]
    public async Task Write_KeyToDeleteTwice_IsDeletedOnce()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await table.OpenAsync();

        await opened.WriteAsync([], ["/a", "/b", "/a"], cancellationToken: Cancellation);

        (await opened.ReadBelowAsync("", Cancellation)).Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("key '/a' is to be set twice", "/a", "/a")]
    [InlineData("key '/gone' is to be set and deleted", "/a", "/gone")]
    public async Task Write_KeyThatIsWrittenTwice_IsRefusedBeforeTheFirstRequest(string problem, params string[] keys)
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();

        var refused = await Should.ThrowAsync<ArgumentException>(() => opened.WriteAsync(
            [.. keys.Select(key => KeyValuePair.Create(key, "1"))], ["/gone"], cancellationToken: Cancellation));

        refused.Message.ShouldStartWith(problem);
        table.Proxy.TotalRequests.ShouldBe(0);
    }

    // Attributes hold whole characters only: ^ stands for the first half of a pair, _ for the second one.
    [Theory]
    [InlineData("/a", "x^", "the value of key '/a'")]
    [InlineData("/a", "_^_", "the value of key '/a'")]
    [InlineData("/^b", "x", "the key")]
    public async Task PutAndWrite_HalfOfASurrogatePair_IsRefusedBeforeTheFirstRequest(string key, string value, string problem)
    {
        (key, value) = (Halves(key), Halves(value));
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();

        foreach (var write in new Func<Task>[]
        {
            () => opened.PutAsync(key, value, Cancellation),
            () => opened.WriteAsync(
                [KeyValuePair.Create("/first", "1"), KeyValuePair.Create(key, value)], [], cancellationToken: Cancellation),
        })
        {
            var refused = await Should.ThrowAsync<DynamoDbException>(write);
            (refused.Failure, refused.Key).ShouldBe((DynamoDbFailure.InvalidRequest, key));
            refused.Message.ShouldContain(problem);
        }

        table.Proxy.TotalRequests.ShouldBe(0);
        await opened.PutAsync("/a", Halves("whole ^_"), Cancellation);
        (await opened.GetValuesAsync(["/a"], Cancellation))["/a"].ShouldBe(Halves("whole ^_"));

        static string Halves(string text) => text.Replace('^', '\ud83d').Replace('_', '\ude00');
    }

    [Fact]
    public async Task PutAndWrite_ItemHasFurtherAttributes_KeepThem()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        var item = new Dictionary<string, AttributeValue>
        {
            ["key"] = new() { S = "/a" },
            ["value"] = new() { S = "1" },
            ["ttl"] = new() { N = "99" },
        };
        await opened.Table.PutAsync(new PutItemRequest { Item = item }, Cancellation);

        await opened.PutAsync("/a", "2", Cancellation);
        await TellsAsync("2");
        await opened.WriteAsync([KeyValuePair.Create("/a", "3")], [], cancellationToken: Cancellation);
        await TellsAsync("3");

        async Task TellsAsync(string value)
        {
            var now = (await opened.Table.GetAsync(new GetItemRequest { Key = new() { ["key"] = item["key"] } }, Cancellation))!;
            (now["value"].S, now["ttl"].N).ShouldBe((value, "99"));
        }
    }

    [Fact]
    public async Task Delete_ResponseIsLost_CountsAsDone()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await table.OpenAsync();
        table.Proxy.Enqueue(Fault.LostAnswer, "DeleteItem");

        (await opened.DeleteAsync("/a", Cancellation)).ShouldBeTrue();
        (await opened.DeleteAsync("/a", Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Create_ResponseIsLost_CountsAsDone()
    {
        await using var other = await TestTable.CreateAsync();
        await using var opened = await other.OpenAsync();
        var table = new DynamoTable(opened.Table.Client, other.Name + "-new", new DynamoTableOptions { Retry = TestTable.QuickRetry });
        other.Proxy.Enqueue(Fault.LostAnswer, "CreateTable");

        (await table.CreateAsync(new TableDefinition(), Cancellation)).ShouldBeTrue();
        (await table.CreateAsync(new TableDefinition(), Cancellation)).ShouldBeFalse();
        await table.Client.DeleteTableAsync(table.Name, Cancellation);
    }

    [Fact]
    public async Task Write_PutsAndDeletes_AreBatchedTogether()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/old", "1");
        await using var opened = await table.OpenAsync();

        await opened.WriteAsync([KeyValuePair.Create("/new", "2")], ["/old"], cancellationToken: Cancellation);

        (await opened.GetValuesAsync(["/"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/new"] = "2" });
        table.Proxy.Count("BatchWriteItem").ShouldBe(1);
    }

    [Fact]
    public async Task Write_OneIsThrottledWhileOthersGetThrough_IsWrittenToo()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync(TestTable.QuickRetry with { MaxAttempts = 2 });
        table.Proxy.Enqueue(Fault.Throttle, "UpdateItem", times: 5);

        await opened.WriteAsync(
            [.. Enumerable.Range(0, 30).Select(number => KeyValuePair.Create($"/k{number}", "1"))], [], cancellationToken: Cancellation);

        (await opened.GetValuesAsync(["/"], Cancellation)).Count.ShouldBe(30);
    }

    [Fact]
    public async Task Write_AlwaysThrottled_FailsAsThrottled()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync(TestTable.QuickRetry with { MaxAttempts = 3 });
        table.Proxy.Enqueue(Fault.Throttle, "BatchWriteItem", times: 10);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.WriteAsync([], ["/a"], cancellationToken: Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.Throttled);
        failed.Operation.ShouldBe("BatchWriteItem");
    }

    [Fact]
    public async Task Put_ConditionFails_ReturnsFalseAndWritesNothing()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();

        (await PutIfAbsentAsync("1")).ShouldBeTrue();
        (await PutIfAbsentAsync("2")).ShouldBeFalse();
        (await opened.GetValuesAsync(["/a"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/a"] = "1" });

        Task<bool> PutIfAbsentAsync(string value) => opened.Table.PutAsync(
            new PutItemRequest
            {
                Item = new() { ["key"] = new AttributeValue { S = "/a" }, ["value"] = new AttributeValue { S = value } },
                ConditionExpression = "attribute_not_exists(#k)",
                ExpressionAttributeNames = new() { ["#k"] = "key" },
            },
            Cancellation);
    }

    [Fact]
    public async Task Update_ConditionFails_ReturnsFalseAndChangesNothing()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        await table.PutAsync("/a", "1");

        (await UpdateAsync("/a", "2")).ShouldBeTrue();
        (await UpdateAsync("/missing", "2")).ShouldBeFalse();
        (await opened.GetValuesAsync(["/"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/a"] = "2" });

        Task<bool> UpdateAsync(string key, string value) => opened.Table.UpdateAsync(
            new UpdateItemRequest
            {
                Key = new() { ["key"] = new AttributeValue { S = key } },
                UpdateExpression = "SET #v = :v",
                ConditionExpression = "attribute_exists(#v)",
                ExpressionAttributeNames = new() { ["#v"] = "value" },
                ExpressionAttributeValues = new() { [":v"] = new AttributeValue { S = value } },
            },
            Cancellation);
    }

    [Fact]
    public async Task Scan_MoreThanOnePage_ReturnsEachPageAndRetriesFailedOnes()
    {
        await using var table = await TestTable.CreateAsync();
        var keys = Enumerable.Range(0, 10).Select(n => $"/k{n}").ToList();
        await table.FillAsync(keys.Select(key => KeyValuePair.Create(key, "x")));
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();
        table.Proxy.Enqueue(Fault.Throttle, "Scan");

        var pages = new List<int>();
        var found = new List<string>();
        await foreach (var page in opened.Table.ScanAsync(new ScanRequest { Limit = 4 }, Cancellation))
        {
            pages.Add(page.Count);
            found.AddRange(page.Select(item => item["key"].S));
        }

        pages.ShouldBe([4, 4, 2]);
        found.ShouldBe(keys, ignoreOrder: true);
        table.Proxy.Count("Scan").ShouldBe(4);
    }

    [Fact]
    public async Task EnableStream_TurnedOnAndOff_ReturnsWhetherItChanged()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();

        (await opened.Table.DisableStreamAsync(Cancellation)).ShouldBeFalse();
        (await opened.Table.EnableStreamAsync(Cancellation)).ShouldBeTrue();
        (await opened.Table.DescribeAsync(Cancellation)).StreamSpecification.StreamViewType.Value.ShouldBe("NEW_AND_OLD_IMAGES");
        (await opened.Table.DisableStreamAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task EnableStream_ExistingStreamWithFewerImages_StaysWithAWarning()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        var log = new RecordedLog();
        var logged = new DynamoTable(opened.Table.Client, table.Name, new() { Logger = log });
        (await logged.EnableStreamAsync(StreamImages.New, Cancellation)).ShouldBeTrue();
        (await logged.EnableStreamAsync(StreamImages.New, Cancellation)).ShouldBeFalse();
        log.Warnings.ShouldBeEmpty();

        (await logged.EnableStreamAsync(Cancellation)).ShouldBeFalse();

        log.Warnings.ShouldHaveSingleItem().ShouldStartWith(
            $"The stream of table {table.Name} has NEW_IMAGE and keeps them, although NEW_AND_OLD_IMAGES was requested");
    }

    [Fact]
    public async Task EnableStream_ResponseIsLost_CountsAsDone()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync(TestTable.QuickRetry);
        table.Proxy.Enqueue(Fault.LostAnswer, "UpdateTable");

        (await opened.Table.EnableStreamAsync(Cancellation)).ShouldBeTrue();
        (await opened.Table.EnableStreamAsync(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Metrics_ReadsUnderFaults_CountWhatTheProxyCounts()
    {
        await using var table = await TestTable.CreateAsync(hasStream: true);
        await table.FillAsync(Enumerable.Range(0, 200).Select(n => KeyValuePair.Create($"/app/k{n}", new string('x', 500))));
        using var meter = new Meter($"test-{table.Name}");
        var counted = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = Listen(meter, counted);
        await using var opened = await KeyValueTable.OpenAsync(
            table.Name, table.Options() with { Metrics = new DynamoMetrics(meter) }, Cancellation);
        table.Proxy.Enqueue(Fault.Throttle, "Scan", times: 2);
        table.Proxy.Enqueue(Fault.Error, "BatchGetItem");

        await opened.GetValuesAsync(["/app"], Cancellation);

        counted["confd_dynamodb_requests_total"].ShouldBe(table.Proxy.TotalRequests);
        counted["confd_dynamodb_read_units_total"].ShouldBe(table.Proxy.ReadUnits);
        counted["confd_dynamodb_retries_total"].ShouldBe(3);
        counted["confd_dynamodb_throttles_total"].ShouldBe(2);

        await using var watch = (await opened.OpenWatchAsync(["/app"], Cancellation)).ShouldNotBeNull();
        await table.PutAsync("/app/k1", "changed");
        await watch.WaitForChangeAsync(Cancellation);
        counted.ShouldContainKey("confd_dynamodb_stream_records_total");
        counted.ShouldContainKey("confd_dynamodb_stream_lag_seconds");
    }

    [Fact]
    public async Task Metrics_Writes_CountWhatTheProxyCounts()
    {
        await using var table = await TestTable.CreateAsync();
        using var meter = new Meter($"test-{table.Name}");
        var counted = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = Listen(meter, counted);
        await using var opened = await KeyValueTable.OpenAsync(
            table.Name, table.Options() with { Metrics = new DynamoMetrics(meter) }, Cancellation);
        var key = new Dictionary<string, AttributeValue> { ["key"] = new() { S = "/a" } };

        await opened.WriteAsync(
            [KeyValuePair.Create("/a", new string('x', 5_000)), KeyValuePair.Create("/b", "2")], [], cancellationToken: Cancellation);
        await opened.Table.PutAsync(new PutItemRequest { Item = key }, Cancellation);
        await opened.Table.DeleteAsync(new DeleteItemRequest { Key = key }, Cancellation);

        table.Proxy.WriteUnits.ShouldBeGreaterThan(0);
        counted["confd_dynamodb_write_units_total"].ShouldBe(table.Proxy.WriteUnits);
    }

    private static MeterListener Listen(Meter meter, Dictionary<string, double> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.Start();
        return listener;

        void Add(string name, double value)
        {
            lock (counted)
            {
                counted[name] = counted.GetValueOrDefault(name) + value;
            }
        }
    }

    private sealed class Counting : IProgress<int>
    {
        public int Last { get; private set; }

        public void Report(int value) => Last = value;
    }
}
