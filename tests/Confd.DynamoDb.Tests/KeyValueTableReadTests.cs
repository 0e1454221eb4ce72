using Amazon.DynamoDBv2.Model;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests;

public sealed class KeyValueTableReadTests
{
    [Fact]
    public async Task GetValues_KeyIsAbsent_ReturnsEverythingBelowByText()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/app/a", "1");
        await table.PutAsync("/apple/x", "2");
        await table.PutAsync("/banana", "3");
        await using var opened = await table.OpenAsync();

        var values = await opened.GetValuesAsync(["/app"], Cancellation);

        values.ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1", ["/apple/x"] = "2" }, ignoreOrder: true);
    }

    [Fact]
    public async Task GetValues_ItemAtTheKeyItself_HidesTheKeysBelow()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/app", "self");
        await table.PutAsync("/app/a", "child");
        await using var opened = await table.OpenAsync();

        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app"] = "self" });
    }

    [Fact]
    public async Task Select_ValueIsNotText_IsSkippedAndStillHidesTheKeysBelow()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutRawAsync("/app", new AttributeValue { N = "1" });
        await table.PutAsync("/app/a", "child");
        await using var opened = await table.OpenAsync();
        var skipped = new List<string>();

        var items = await opened.ReadAsync(["/app"], Cancellation);

        items.Select(["/app"], skipped.Add).ShouldBeEmpty();
        skipped.ShouldBe(["/app"]);
    }

    [Fact]
    public async Task GetValues_ItemWithoutValueAttribute_CountsAsAbsent()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutRawAsync("/app", null);
        await table.PutAsync("/app/a", "");
        await using var opened = await table.OpenAsync();

        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "" });
    }

    [Fact]
    public async Task GetValues_ThreeMegabytesBelowOneKey_ReturnsAllPages()
    {
        await using var table = await TestTable.CreateAsync();
        var value = new string('x', 1000);
        await table.FillAsync(Enumerable.Range(0, 3000).Select(n => KeyValuePair.Create($"/app/k{n:0000}", value)));
        await using var opened = await table.OpenAsync();

        (await opened.GetValuesAsync(["/app"], Cancellation)).Count.ShouldBe(3000);
        table.Proxy.Count("Scan").ShouldBe(3);
    }

    [Fact]
    public async Task Read_HundredResourcesOverFiveThousandItems_CostsOneScanAndFewUnits()
    {
        await using var table = await TestTable.CreateAsync();
        var value = new string('v', 100);
        await table.FillAsync(Enumerable.Range(0, 5000).Select(n => KeyValuePair.Create($"/svc/{n % 100:00}/k{n:0000}", value)));
        await table.PutAsync("/global/name", "x");
        var keys = Enumerable.Range(0, 100).Select(n => $"/svc/{n:00}").Append("/global/name").ToList();
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();

        var first = await opened.ReadAsync(keys, Cancellation);
        var firstUnits = table.Proxy.ReadUnits;
        table.Proxy.Counts.ShouldBe(new Dictionary<string, int> { ["BatchGetItem"] = 2, ["Scan"] = 1 }, ignoreOrder: true);
        table.Proxy.ResetCounts();
        var second = await opened.ReadAsync(keys, Cancellation);

        table.Proxy.Counts.ShouldBe(new Dictionary<string, int> { ["Scan"] = 1 });
        first.Select(keys).Count.ShouldBe(5001);
        second.Select(keys).Count.ShouldBe(5001);
        firstUnits.ShouldBeLessThan(160);
        table.Proxy.ReadUnits.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task Read_OnlyExactKeys_NeverScans()
    {
        await using var table = await TestTable.CreateAsync();
        await table.FillAsync(Enumerable.Range(0, 150).Select(n => KeyValuePair.Create($"/k{n:000}", $"{n}")));
        var keys = Enumerable.Range(0, 150).Select(n => $"/k{n:000}").ToList();
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();

        (await opened.GetValuesAsync(keys, Cancellation)).Count.ShouldBe(150);

        table.Proxy.Counts.ShouldBe(new Dictionary<string, int> { ["BatchGetItem"] = 2 });
    }

    [Fact]
    public async Task Read_PolicyOfTheOriginal_AllowsNoBatches_KeysAreReadSingly()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await table.PutAsync("/b", "2");
        await table.PutAsync("/c/x", "3");
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();
        table.Proxy.Enqueue(Fault.AccessDenied, "BatchGetItem");
        var expected = new Dictionary<string, string> { ["/a"] = "1", ["/b"] = "2", ["/c/x"] = "3" };

        (await opened.GetValuesAsync(["/a", "/b", "/c"], Cancellation)).ShouldBe(expected, ignoreOrder: true);
        table.Proxy.Counts.ShouldBe(new Dictionary<string, int> { ["BatchGetItem"] = 1, ["GetItem"] = 3, ["Scan"] = 1 }, ignoreOrder: true);
        (await opened.GetValuesAsync(["/a", "/b"], Cancellation)).Count.ShouldBe(2);
        table.Proxy.Counts.ShouldBe(new Dictionary<string, int> { ["BatchGetItem"] = 1, ["GetItem"] = 5, ["Scan"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Read_KeyLongerThanDynamoDbAllows_FindsNothingAndOthersAreRead()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        await using var opened = await table.OpenAsync();

        (await opened.GetValuesAsync(["/" + new string('x', 3000), "/a", "/b"], Cancellation))
            .ShouldBe(new Dictionary<string, string> { ["/a"] = "1" });
    }

    [Fact]
    public async Task Read_PrefixBecomesAnItemAndBack_FollowsAtOnce()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/app/a", "1");
        await using var opened = await table.OpenAsync();
        (await opened.GetValuesAsync(["/app"], Cancellation)).Keys.ShouldBe(["/app/a"]);

        await table.PutAsync("/app", "self");
        (await opened.GetValuesAsync(["/app"], Cancellation)).Keys.ShouldBe(["/app"]);
        (await opened.GetValuesAsync(["/app"], Cancellation)).Keys.ShouldBe(["/app"]);

        await table.DeleteAsync("/app");
        (await opened.GetValuesAsync(["/app"], Cancellation)).Keys.ShouldBe(["/app/a"]);
    }

    [Fact]
    public async Task Read_MorePrefixesThanOneExpressionHolds_ReturnsEach()
    {
        await using var table = await TestTable.CreateAsync();
        var keys = Enumerable.Range(0, 500).Select(n => $"/svc/{n:000}").ToList();
        await table.FillAsync(keys.Select(key => KeyValuePair.Create($"{key}/host", key)));
        await table.PutAsync("/svc/not-asked-for", "x");
        await table.PutAsync("/other", "x");
        await using var opened = await table.OpenAsync();

        var items = await opened.ReadAsync(keys, Cancellation);

        items.Count.ShouldBe(500);
        items.Select(keys).Count.ShouldBe(500);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(150)]
    [InlineData(151)]
    public async Task Read_AsManyPrefixesAsFitOneExpression_AreFilteredByDynamoDb(int prefixes)
    {
        await using var table = await TestTable.CreateAsync();
        var keys = Enumerable.Range(0, prefixes).Select(n => $"/svc/{n:000}").ToList();
        await table.FillAsync(keys.Select(key => KeyValuePair.Create($"{key}/host", key)));
        var large = new string('x', 300_000);
        await table.FillAsync([new("/other/a", large), new("/other/b", large)]);
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();

        (await opened.GetValuesAsync(keys, Cancellation)).Count.ShouldBe(prefixes);
        table.Proxy.AnswerBytes.ShouldBeLessThan(large.Length);
    }

    [Fact]
    public async Task Read_PartitionedTable_QueriesThePrefixesOfItsPartitionOnly()
    {
        await using var table = await TestTable.CreateAsync(isPartitioned: true);
        var value = new string('x', 1000);
        await table.FillAsync(Enumerable.Range(0, 2000).Select(n => KeyValuePair.Create($"/noise/{n}", value)), "production");
        await table.PutAsync("/app/a", "1", "production");
        await table.PutAsync("/app/b", "2", "production");
        await table.PutAsync("/app/c", "3", "staging");
        await table.PutAsync("/exact", "4", "production");
        await using var opened = await table.OpenAsync(partition: "production");
        table.Proxy.ResetCounts();

        var values = await opened.GetValuesAsync(["/app", "/exact"], Cancellation);

        values.ShouldBe(
            new Dictionary<string, string> { ["/app/a"] = "1", ["/app/b"] = "2", ["/exact"] = "4" }, ignoreOrder: true);
        table.Proxy.Counts.ShouldBe(new Dictionary<string, int> { ["BatchGetItem"] = 1, ["Query"] = 1 }, ignoreOrder: true);
        table.Proxy.ReadUnits.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Read_ValuesWithEscapesAndAnyUnicode_AreTheSameBytes()
    {
        await using var table = await TestTable.CreateAsync();
        var values = new Dictionary<string, string>
        {
            ["/app/control"] = "\u0000\u0001\u001f tab\t nl\n cr\r",
            ["/app/emoji 🎉/ключ"] = "Grüße 🎉 \u2028 \uffff",
            ["/app/json"] = """{"a": "b\"c", "d": [1, 2]}""",
            ["/app/large"] = new string('ä', 100_000),
            ["/app/quotes"] = "\"'\\/",
        };
        await table.FillAsync(values);
        await using var opened = await table.OpenAsync();

        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(values, ignoreOrder: true);
        (await opened.GetValuesAsync([.. values.Keys], Cancellation)).ShouldBe(values, ignoreOrder: true);
    }

    [Fact]
    public async Task Read_BigTable_IsScannedInParallelSegmentsOnceItsSizeIsKnown()
    {
        await using var table = await TestTable.CreateAsync();
        var value = new string('x', 4000);
        await table.FillAsync(Enumerable.Range(0, 3000).Select(n => KeyValuePair.Create($"/app/k{n:0000}", value)));
        await using var opened = await table.OpenAsync();

        (await opened.GetValuesAsync(["/app"], Cancellation)).Count.ShouldBe(3000);
        (await opened.GetValuesAsync(["/app"], Cancellation)).Count.ShouldBe(3000);

        // 12 MB are two segments of more than 4 MB: neither is answered before both are asked for.
        var asked = 0;
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        table.Proxy.EnqueueResponse(
            "Scan",
            async context =>
            {
                if (Interlocked.Increment(ref asked) == 2)
                {
                    together.TrySetResult();
                }

                await Task.WhenAny(together.Task, Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, Cancellation));
                await CannedResponse.Error(400, "AccessDeniedException", "denied")(context);
            },
            times: 2);
        (await Should.ThrowAsync<DynamoDbException>(() => opened.GetValuesAsync(["/app"], Cancellation)))
            .Failure.ShouldBe(DynamoDbFailure.AccessDenied);
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task Read_PartitionedTableBeyondOnePage_ReturnsAllPages()
    {
        await using var table = await TestTable.CreateAsync(isPartitioned: true);
        var value = new string('x', 1000);
        await table.FillAsync(Enumerable.Range(0, 2500).Select(n => KeyValuePair.Create($"/app/k{n:0000}", value)), "p");
        await using var opened = await table.OpenAsync(partition: "p");

        (await opened.GetValuesAsync(["/app"], Cancellation)).Count.ShouldBe(2500);
    }

    [Fact]
    public async Task Open_PartitionedTableWithoutPartition_NamesTheOptionToSet()
    {
        await using var table = await TestTable.CreateAsync(isPartitioned: true);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.OpenAsync());

        failed.Failure.ShouldBe(DynamoDbFailure.InvalidRequest);
        failed.Message.ShouldContain("say which partition to read");
    }

    [Fact]
    public async Task Read_FaultyNetworkAndShortPages_IsCompleteEveryTime()
    {
        await using var table = await TestTable.CreateAsync();
        await table.FillAsync(Enumerable.Range(0, 500).Select(n => KeyValuePair.Create($"/app/k{n:000}", $"{n}")));
        await table.FillAsync(Enumerable.Range(0, 150).Select(n => KeyValuePair.Create($"/exact{n:000}", $"{n}")));
        string[] keys = [.. Enumerable.Range(0, 150).Select(n => $"/exact{n:000}"), "/app"];
        await using var opened = await table.OpenAsync();
        table.Proxy.Rates = FaultRates.Rough with { Unprocessed = 0.3, PageItems = 40 };

        for (var cycle = 0; cycle < 5; cycle++)
        {
            await using var other = await table.OpenAsync();
            (await other.GetValuesAsync(keys, Cancellation)).Count.ShouldBe(650);
        }

        table.Proxy.TotalHarmed.ShouldBeGreaterThan(20);
    }
}
