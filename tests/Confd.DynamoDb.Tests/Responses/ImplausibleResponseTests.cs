using System.Text;
using Amazon.DynamoDBv2.Model;
using Confd.Aws.Responses;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.DynamoDb.Tests.Responses;

/// <summary>Responses with status 200 that DynamoDB does not send: they are never taken as a state and always retried.</summary>
public sealed class ImplausibleResponseTests
{
    public static TheoryData<string, string> Reads { get; } = new()
    {
        { "Scan", "{}" },
        { "Scan", "[]" },
        { "Scan", "null" },
        { "Scan", "" },
        { "Scan", " \n" },
        { "Scan", CannedResponse.Page },
        { "Scan", """{"Items":[]}""" },
        { "Scan", """{"Count":0,"ScannedCount":0}""" },
        { "Scan", """{"Items":[],"Count":0}""" },
        { "Scan", """{"Items":[],"ScannedCount":0}""" },
        { "Scan", """{"Items":[],"Count":1,"ScannedCount":1}""" },
        { "Scan", """{"Items":[],"Count":"0","ScannedCount":0}""" },
        { "Scan", """{"Items":[],"Count":null,"ScannedCount":0}""" },
        { "Scan", """{"Items":null,"Count":0,"ScannedCount":0}""" },
        { "Scan", """{"Items":{},"Count":0,"ScannedCount":0}""" },
        { "Scan", """{"Items":"none","Count":0,"ScannedCount":0}""" },
        { "Scan", """{"Items":[null],"Count":1,"ScannedCount":1}""" },
        { "Scan", """{"Items":[[]],"Count":1,"ScannedCount":1}""" },
        { "Scan", """{"Items":[{"key":"/a"}],"Count":1,"ScannedCount":1}""" },
        { "Scan", """{"Items":[{"key":{}}],"Count":1,"ScannedCount":1}""" },
        { "Scan", """{"Items":[{"key":{"S":5}}],"Count":1,"ScannedCount":1}""" },
        { "Scan", """{"Items":[{"key":{"S":"/a","N":"1"}}],"Count":1,"ScannedCount":1}""" },
        { "Scan", """{"Items":[],"Count":0,"ScannedCount":0,"LastEvaluatedKey":"x"}""" },
        { "Scan", """{"Items":[],"Count":0,"ScannedCount":0,"ConsumedCapacity":7}""" },
        { "Scan", """{"Items":[],"Count":0,"ScannedCount":0}{}""" },
        { "Scan", """{"Items":[],"Count":0,"ScannedCount":0""" },
        { "Scan", """{"Items":[{"key":{"S":"\ud800"},"value":{"S":"\ud800"}}],"Count":1,"ScannedCount":1}""" },
        { "Scan", """{"Message":"ok"}""" },
        { "BatchGetItem", "{}" },
        { "BatchGetItem", CannedResponse.Page },
        { "BatchGetItem", """{"Responses":{}}""" },
        { "BatchGetItem", """{"UnprocessedKeys":{}}""" },
        { "BatchGetItem", """{"Responses":{},"UnprocessedKeys":{}}""" },
        { "BatchGetItem", """{"Responses":{"t":{}},"UnprocessedKeys":{},"ConsumedCapacity":[]}""" },
        { "BatchGetItem", """{"Responses":{"t":[{"key":"/a"}]},"UnprocessedKeys":{},"ConsumedCapacity":[]}""" },
        { "BatchGetItem", """{"Responses":{"t":[]},"UnprocessedKeys":{}}""" },
    };

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Read_ImplausibleResponse_IsRetried(string operation, string body)
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/app/a", "1");
        await using var opened = await table.OpenAsync();
        table.Proxy.ResetCounts();
        table.Proxy.EnqueueResponse(operation, CannedResponse.Json(body), times: 2);

        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1" });

        table.Proxy.Count(operation).ShouldBe(3);
    }

    [Fact]
    public async Task Read_ResponseStaysImplausible_FailsAndDescribesTheResponse()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync(TestTable.QuickRetry with { MaxAttempts = 3 });
        table.Proxy.EnqueueResponse("Scan", CannedResponse.Json("{}"), times: 100);

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/app"], Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.Interrupted);
        failed.Message.ShouldBe(
            $"Scan of table {table.Name} failed: {table.Proxy.Url} answered with status 200 and JSON without Count and ScannedCount, "
            + "which is not a complete response from DynamoDB (operation Scan, 3 attempts)");
    }

    [Fact]
    public async Task Query_ImplausibleResponse_IsRetried()
    {
        await using var table = await TestTable.CreateAsync(isPartitioned: true);
        await table.PutAsync("/app/a", "1", partition: "p");
        await using var opened = await table.OpenAsync(partition: "p");
        table.Proxy.EnqueueResponse("Query", CannedResponse.Json("{}"));
        table.Proxy.EnqueueResponse("Query", CannedResponse.Json("""{"Items":[{"key":1}],"Count":1,"ScannedCount":1}"""));

        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1" });
    }

    [Fact]
    public async Task GetItem_EmptyObject_IsNotAMissingItem()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/app/a", "1");
        await using var opened = await table.OpenAsync();
        table.Proxy.EnqueueResponse("GetItem", CannedResponse.Json("{}"));
        table.Proxy.EnqueueResponse("GetItem", CannedResponse.Json("""{"Item":{"key":{"S":1}},"ConsumedCapacity":{}}"""));

        (await opened.GetAsync("/app/a", Cancellation)).ShouldNotBeNull();
        (await opened.GetAsync("/app/b", Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Table":null}""")]
    [InlineData("""{"Table":{}}""")]
    [InlineData("""{"Table":{"TableName":"t","TableStatus":"ACTIVE"}}""")]
    [InlineData("""{"Table":{"TableName":"t","TableStatus":"ACTIVE","KeySchema":[]}}""")]
    [InlineData("""{"Table":{"TableName":"t","TableStatus":"ACTIVE","KeySchema":[{}]}}""")]
    [InlineData(CannedResponse.Page)]
    public async Task Describe_ImplausibleResponse_IsRetriedAndThenAnErrorWithACause(string body)
    {
        await using var table = await TestTable.CreateAsync();
        table.Proxy.EnqueueResponse("DescribeTable", CannedResponse.Json(body), times: 2);
        await using (await table.OpenAsync())
        {
            table.Proxy.Count("DescribeTable").ShouldBe(3);
        }

        table.Proxy.EnqueueResponse("DescribeTable", CannedResponse.Json(body), times: 100);
        var failed = await Should.ThrowAsync<DynamoDbException>(() => table.OpenAsync(TestTable.QuickRetry with { MaxAttempts = 2 }));

        failed.Message.ShouldStartWith($"failed to describe table {table.Name}: {table.Proxy.Url} answered with status 200 and ");
        failed.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Describe_TableIsBeingDeleted_IsAnErrorWithACause()
    {
        await using var table = await TestTable.CreateAsync();
        table.Proxy.EnqueueResponse("DescribeTable", CannedResponse.Json("""{"Table":{"TableName":"t","TableStatus":"DELETING"}}"""));

        (await Should.ThrowAsync<DynamoDbException>(() => table.OpenAsync())).Message.ShouldBe("table t is DELETING and has no key schema");
    }

    [Fact]
    public async Task Write_ResponseWithoutUnprocessedItems_IsSentAgain()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        table.Proxy.EnqueueResponse("BatchWriteItem", CannedResponse.Json("{}"));
        table.Proxy.EnqueueResponse("PutItem", CannedResponse.Json("{}"));

        await opened.WriteAsync([KeyValuePair.Create("/a", "1")], [], cancellationToken: Cancellation);
        await opened.PutAsync("/b", "2", Cancellation);

        (await opened.GetValuesAsync(["/a", "/b"], Cancellation)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_ChecksumIsWrong_IsRetried(bool hasLength)
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/app/a", "1");
        await using var opened = await table.OpenAsync();
        table.Proxy.EnqueueResponse("Scan", async context =>
        {
            var body = """{"Items":[],"Count":0,"ScannedCount":0}"""u8.ToArray();
            context.Response.Headers["x-amz-crc32"] = "12345";
            context.Response.ContentLength = hasLength ? body.Length : null;
            await context.Response.Body.WriteAsync(body);
        });

        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1" });
    }

    [Fact]
    public void Crc32_OfTheCheckText_IsItsKnownSum() => Crc32.Of("123456789"u8).ShouldBe(0xCBF43926u);

    [Fact]
    public async Task Read_TextIsNotUtf8_IsRetried()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/app/a", "1");
        await using var opened = await table.OpenAsync();
        var body = Encoding.UTF8.GetBytes("""{"Items":[{"key":{"S":"/app/?"},"value":{"S":"x"}}],"Count":1,"ScannedCount":1}""");
        body[Array.IndexOf(body, (byte)'?')] = 0xff;
        table.Proxy.EnqueueResponse("Scan", CannedResponse.With(200, "application/x-amz-json-1.0", body));

        (await opened.GetValuesAsync(["/app"], Cancellation)).ShouldBe(new Dictionary<string, string> { ["/app/a"] = "1" });
    }

    [Fact]
    public async Task DynamoTable_AnotherClient_RefusesAnEmptyObjectAsState()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/a", "1");
        using var client = DynamoDbLocal.CreateClient(table.Proxy.Url);
        var other = new DynamoTable(client, table.Name, new DynamoTableOptions { Retry = TestTable.QuickRetry });
        foreach (var operation in new[] { "DescribeTable", "GetItem", "Scan", "Query", "BatchGetItem", "BatchWriteItem" })
        {
            table.Proxy.EnqueueResponse(operation, CannedResponse.Json("{}"));
        }

        var key = new Dictionary<string, AttributeValue> { ["key"] = new() { S = "/a" } };
        (await other.DescribeAsync(Cancellation)).TableName.ShouldBe(table.Name);
        (await other.GetAsync(new GetItemRequest { Key = key }, Cancellation)).ShouldNotBeNull();
        (await other.BatchGetAsync([key], new KeysAndAttributes(), Cancellation)).Count.ShouldBe(1);
        (await other.ScanAsync(new ScanRequest(), Cancellation).ToListAsync(Cancellation)).Sum(page => page.Count).ShouldBe(1);
        var query = new QueryRequest
        {
            KeyConditionExpression = "#k = :k",
            ExpressionAttributeNames = new() { ["#k"] = "key" },
            ExpressionAttributeValues = new() { [":k"] = new() { S = "/a" } },
        };
        (await other.QueryAsync(query, Cancellation).ToListAsync(Cancellation)).Sum(page => page.Count).ShouldBe(1);
        var put = new PutRequest(new() { ["key"] = new() { S = "/b" }, ["value"] = new() { S = "2" } });
        await other.BatchWriteAsync([new WriteRequest(put)], null, Cancellation);
        (await other.ScanAsync(new ScanRequest(), Cancellation).ToListAsync(Cancellation)).Sum(page => page.Count).ShouldBe(2);
    }

    [Fact]
    public async Task Read_EndlessResponse_IsAbandonedAndReported()
    {
        await using var table = await TestTable.CreateAsync();
        await using var opened = await table.OpenAsync();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        table.Proxy.EnqueueResponse("Scan", CannedResponse.Endless(left.SetResult));

        var failed = await Should.ThrowAsync<DynamoDbException>(() => opened.ReadAsync(["/app"], Cancellation));

        failed.Failure.ShouldBe(DynamoDbFailure.UnexpectedResponse);
        failed.Attempts.ShouldBe(1);
        failed.Message.ShouldContain("answered with status 200 and more than 32 MB; DynamoDB sends at most 16 MB");
        await left.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Read_ResponseStalls_EndsAtTheTimeout()
    {
        await using var table = await TestTable.CreateAsync();
        var clock = new FakeTimeProvider();
        var retry = TestTable.QuickRetry with { Budget = TimeSpan.FromSeconds(3), AttemptTimeout = TimeSpan.FromSeconds(60) };
        await using var opened = await KeyValueTable.OpenAsync(table.Name, table.Options(retry) with { Clock = clock }, Cancellation);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        table.Proxy.EnqueueResponse("Scan", CannedResponse.Stalled(sent.SetResult));

        var reading = opened.ReadAsync(["/app"], Cancellation);
        await sent.Task.WaitAsync(Cancellation);
        clock.Advance(TimeSpan.FromSeconds(3));

        var failed = await Should.ThrowAsync<DynamoDbException>(() => reading);
        failed.Message.ShouldContain("context deadline exceeded; last error no answer in time");
    }

    [Fact]
    public async Task Read_ValuesNestAsDeeplyAsDynamoDbAllows_IsRead()
    {
        await using var table = await TestTable.CreateAsync();
        await table.PutAsync("/app/a", "1");
        var value = new Amazon.DynamoDBv2.Model.AttributeValue { S = "deep" };
        for (var level = 0; level < 31; level++)
        {
            value = new() { L = [value] };
        }

        await table.PutRawAsync("/app/deep", value);
        var options = table.Options();
        options = options with { Connection = options.Connection with { Endpoint = new Uri(DynamoDbLocal.Endpoint) } };
        await using var opened = await KeyValueTable.OpenAsync(table.Name, options, Cancellation);

        (await opened.GetValuesAsync(["/app"], Cancellation)).Keys.ShouldBe(["/app/a"]);
    }
}
