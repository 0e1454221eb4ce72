using Microsoft.AspNetCore.Http;

namespace Confd.Flags.ContractTests.Tests;

public sealed class BigSegmentTests : HarnessTestBase
{
    private const string Flags =
        """{"a":{"key":"a","version":1,"on":true,"variations":[false,true],"fallthrough":{"variation":0}"""
        + ""","rules":[{"id":"r","variation":1,"clauses":[{"attribute":"","op":"segmentMatch","values":["s"]}]}]}}""";

    private const string Segments = """{"s":{"key":"s","version":1,"unbounded":true,"generation":100}}""";

    // The harness's own expectation for the key "user-key".
    private const string Hash = "CEXjZY7cHJG/ydFy7q4+YEFwVrG3/pkJwA4FAjrbfx0=";

    private string _membership = "null";
    private int _status = 200;
    private int _membershipReads;

    [Theory]
    [Capability("big-segments")]
    [InlineData("""{"s.g100":true}""", "true")]
    [InlineData("""{"s.g100":false}""", "false")]
    [InlineData("{}", "false")]
    [InlineData("null", "false")]
    public async Task Evaluate_BigSegment_UsesTheMembership(string membership, string expected)
    {
        _membership = membership;
        await using var client = await CreateAsync("");

        for (var i = 0; i < 3; i++)
        {
            var answer = await client.EvaluateAsync("a", """{"kind":"user","key":"user-key"}""", detail: true);
            answer.ShouldStartWith($$"""{"value":{{expected}},""");
            answer.ShouldContain("\"bigSegmentsStatus\":\"HEALTHY\"");
        }

        _membershipReads.ShouldBe(1);
    }

    [Fact]
    [Capability("big-segments")]
    public async Task Evaluate_MoreContextsThanTheCacheHolds_ReadsAgain()
    {
        await using var client = await CreateAsync("\"userCacheSize\":2,");

        foreach (var key in new[] { "1", "2", "2", "3", "1" })
        {
            await client.EvaluateAsync("a", $$"""{"kind":"user","key":"{{key}}"}""");
        }

        _membershipReads.ShouldBe(4);
    }

    [Fact]
    [Capability("big-segments")]
    public async Task Status_StoreBecomesWorseAndBetter_IsSeenByPolling()
    {
        await using var client = await CreateAsync("\"statusPollIntervalMs\":1,");
        (await client.RunAsync("getBigSegmentStoreStatus")).GetRawText().ShouldBe("""{"available":true,"stale":false}""");

        _status = 500;
        await UntilAsync(client, """{"available":false,"stale":false}""");
        _status = 200;
        await UntilAsync(client, """{"available":true,"stale":false}""");
    }

    private static Task UntilAsync(HarnessClient client, string status) =>
        HarnessClient.UntilAsync(async () => (await client.RunAsync("getBigSegmentStoreStatus")).GetRawText(), status);

    private async Task<HarnessClient> CreateAsync(string more)
    {
        var store = Harness.Endpoint(async (context, request) =>
        {
            context.Response.StatusCode = _status;
            if (request.Path.EndsWith("/getMetadata", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync($$"""{"lastUpToDate":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}}""");
                return;
            }

            _membershipReads++;
            if (request.Text.Contains("user-key", StringComparison.Ordinal) || request.Json.GetProperty("contextHash").GetString() == Hash)
            {
                await context.Response.WriteAsync($$"""{"values":{{_membership}}}""");
                return;
            }

            await context.Response.WriteAsync("{}");
        });
        return await Harness.CreateStreamingAsync(Flags, $$"""
            "bigSegments":{{"{"}}{{more}}"callbackUri":"{{store.Address}}"},
            """, Segments);
    }
}
