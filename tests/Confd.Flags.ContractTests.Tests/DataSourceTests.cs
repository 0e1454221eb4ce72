using Microsoft.AspNetCore.Http;

namespace Confd.Flags.ContractTests.Tests;

public sealed class DataSourceTests : HarnessTestBase
{
    [Fact]
    [Capability("server-side")]
    public async Task Streaming_Updates_AreServedAtOnce()
    {
        var (stream, endpoint) = Harness.Streaming($$"""{"a":{{Fallthrough}} }""");
        await using var client = await Harness.CreateAsync($$"""
            "streaming":{"baseUri":"{{endpoint.Address}}","initialRetryDelayMs":1}
            """);
        (await endpoint.NextAsync()).Path.ShouldEndWith("/all");
        (await client.EvaluateAsync("a")).ShouldBe("""{"value":"x"}""");

        stream.Push(
            "patch",
            """{"path":"/flags/a","data":{"key":"a","version":2,"on":true,"variations":["x","y"],"fallthrough":{"variation":1}}}""");
        await client.UntilAsync("a", "\"y\"");
        stream.Push("delete", """{"path":"/flags/a","version":3}""");
        await client.UntilAsync("a", "\"d\"", "\"d\"");

        stream.Push("put", """{sorry""");
        await endpoint.NextAsync();
        await client.UntilAsync("a", "\"x\"");
    }

    [Fact]
    [Capability("server-side-polling")]
    public async Task Polling_Interval_RequestsAgainWithTheTag()
    {
        var tags = new List<string>();
        var endpoint = Harness.Endpoint(async (context, request) =>
        {
            tags.Add(request.Headers.GetValueOrDefault("If-None-Match", ""));
            var version = Math.Min(tags.Count, 2);
            context.Response.Headers.ETag = $"\"v{version}\"";
            await context.Response.WriteAsync(
                $$$"""{"flags":{"a":{"key":"a","version":{{{version}}},"on":true,"variations":[{{{version}}}]"""
                    + $$$""","fallthrough":{"variation":0} } },"segments":{} }""");
        });
        await using var client = await Harness.CreateAsync($$"""
            "polling":{"baseUri":"{{endpoint.Address}}","pollIntervalMs":1}
            """);

        (await endpoint.NextAsync()).Path.ShouldEndWith("/sdk/latest-all");
        await endpoint.NextAsync();
        await client.UntilAsync("a", "2");

        tags[0].ShouldBe("");
        tags[1].ShouldBe("\"v1\"");
    }

    [Theory]
    [Capability("retry-conformance-fdv1-streaming")]
    [Capability("retry-conformance-fdv1-polling")]
    [InlineData("streaming", 401)]
    [InlineData("streaming", 403)]
    [InlineData("streaming", 405)]
    [InlineData("polling", 401)]
    [InlineData("polling", 405)]
    public async Task Refusal_OfTheService_IsRetried(string mode, int status)
    {
        var flags = $$"""{"a":{{Fallthrough}} }""";
        var (stream, _) = Harness.Streaming(flags);
        var asked = 0;
        var endpoint = Harness.Endpoint((context, request) =>
        {
            if (Interlocked.Increment(ref asked) == 1)
            {
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }

            return mode == "streaming"
                ? stream.AnswerAsync(context, request)
                : context.Response.WriteAsync($$"""{"flags":{{flags}},"segments":{} }""");
        });

        await using var client = await Harness.CreateAsync($$"""
            "initCanFail":true,"{{mode}}":{"baseUri":"{{endpoint.Address}}","extendedInitialDelayMs":1,"pollIntervalMs":1}
            """);

        await endpoint.NextAsync();
        await endpoint.NextAsync();
        await client.UntilAsync("a", "\"x\"");
    }

    [Theory]
    [Capability("filtering")]
    [Capability("filtering-strict")]
    [InlineData("streaming", "team-a", "?filter=team-a")]
    [InlineData("polling", "team-a", "?filter=team-a")]
    [InlineData("streaming", "not a key", "")]
    [InlineData("polling", "", "")]
    public async Task Filter_Request_HasItIfItIsAKey(string mode, string filter, string query)
    {
        var endpoint = mode == "polling" ? Harness.Text("""{"flags":{},"segments":{}}""") : Harness.Streaming().Endpoint;
        await using var client = await Harness.CreateAsync($$"""
            "{{mode}}":{"baseUri":"{{endpoint.Address}}","filter":"{{filter}}"}
            """);

        (await endpoint.NextAsync()).Query.ShouldBe(query);
    }

    [Theory]
    [Capability("tags")]
    [Capability("wrapper")]
    [Capability("instance-id")]
    [InlineData("streaming")]
    [InlineData("polling")]
    [InlineData("events")]
    public async Task Headers_EachRequest_IdentifyTheClient(string mode)
    {
        var endpoint = mode switch
        {
            "polling" => Harness.Text("""{"flags":{},"segments":{}}"""),
            "streaming" => Harness.Streaming().Endpoint,
            _ => Harness.Endpoint(),
        };
        var source = mode == "events" ? $$"""
            "streaming":{"baseUri":"{{Harness.Streaming().Endpoint.Address}}"},
            """ : "";
        await using var client = await Harness.CreateAsync($$"""
            "tags":{"applicationId":"shop","applicationVersion":"not valid"},"wrapper":{"name":"ours","version":"2"},{{source}}"{{mode}}":{"baseUri":"{{endpoint.Address}}"}
            """);
        await client.RunAsync("identifyEvent", """{"context":{"kind":"user","key":"u1"}}""");
        await client.RunAsync("flushEvents");

        var headers = (await endpoint.NextAsync()).Headers;

        headers["Authorization"].ShouldBe("sdk-key");
        headers["X-LaunchDarkly-Tags"].ShouldBe("application-id/shop");
        headers["X-LaunchDarkly-Wrapper"].ShouldBe("ours/2");
        headers["X-LaunchDarkly-Instance-Id"].ShouldNotBeNullOrEmpty();
    }

    [Fact]
    [Capability("polling-gzip")]
    public async Task Polling_Compression_IsRequested()
    {
        var endpoint = Harness.Text("""{"flags":{},"segments":{}}""");
        await using var client = await Harness.CreateAsync($$"""
            "polling":{"baseUri":"{{endpoint.Address}}"}
            """);

        (await endpoint.NextAsync()).Headers["Accept-Encoding"].ShouldContain("gzip");
    }

    [Fact]
    [Capability("service-endpoints")]
    public async Task ServiceEndpoints_EachService_IsReachedThere()
    {
        var (streaming, events) = (Harness.Streaming($$"""{"a":{{Fallthrough}} }""").Endpoint, Harness.Endpoint());
        await using var client = await Harness.CreateAsync($$"""
            "serviceEndpoints":{"streaming":"{{streaming.Address}}","events":"{{events.Address}}/"},"events":{}
            """);

        await client.EvaluateAsync("a");
        await client.RunAsync("flushEvents");

        (await streaming.NextAsync()).Path.ShouldEndWith("/all");
        (await events.NextAsync()).Path.ShouldEndWith("/bulk");
    }

    [Fact]
    [Capability("http-proxy")]
    public async Task Proxy_Request_GoesThere()
    {
        var endpoint = Harness.Streaming($$"""{"a":{{Fallthrough}} }""").Endpoint;
        var elsewhere = new UriBuilder(endpoint.Address) { Host = "not.valid.local" }.Uri;
        await using var client = await Harness.CreateAsync($$"""
            "proxy":{"httpProxy":"{{endpoint.Address.GetLeftPart(UriPartial.Authority)}}"},"streaming":{"baseUri":"{{elsewhere}}"}
            """);

        (await endpoint.NextAsync()).Headers["Host"].ShouldStartWith("not.valid.local");
        (await client.EvaluateAsync("a")).ShouldBe("""{"value":"x"}""");
    }
}
