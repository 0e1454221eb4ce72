namespace Confd.Flags.ContractTests.Tests;

public sealed class EventTests : HarnessTestBase
{
    private const string Flags =
        """
        {"tracked":{"key":"tracked","version":2,"on":true,"variations":["x"],"fallthrough":{"variation":0},"trackEvents":true},
         "never":{"key":"never","version":2,"on":true,"variations":["x"],"fallthrough":{"variation":0},"trackEvents":true,"samplingRatio":0},
         "plain":{"key":"plain","version":2,"on":true,"variations":["x"],"fallthrough":{"variation":0},"prerequisites":[{"key":"tracked","variation":0}]}}
        """;

    [Fact]
    [Capability("inline-context-all")]
    public async Task Events_OfEachCommand_CarryTheirContext()
    {
        var (events, client) = await CreateAsync("");
        await client.EvaluateAsync("plain", defaultValue: "\"d\"", detail: true);
        await client.RunAsync(
            "customEvent", """{"eventKey":"clicked","context":{"kind":"user","key":"u1"},"data":{"a":1},"metricValue":1.5}""");
        await client.RunAsync("identifyEvent", """{"user":{"key":"u2"}}""");
        await client.RunAsync("flushEvents");

        var payload = await events.NextAsync();

        payload.Path.ShouldEndWith("/bulk");
        payload.Headers["X-LaunchDarkly-Event-Schema"].ShouldBe("4");
        payload.Headers["X-LaunchDarkly-Payload-ID"].ShouldNotBeNullOrEmpty();
        payload.Kinds.ShouldBe(["custom", "feature", "identify", "index", "summary"]);
        var feature = payload.Event("feature");
        feature.GetProperty("context").GetRawText().ShouldBe("""{"kind":"user","key":"u1"}""");
        feature.GetProperty("prereqOf").GetString().ShouldBe("plain");
        feature.GetProperty("reason").GetRawText().ShouldBe("""{"kind":"FALLTHROUGH"}""");
        payload.Event("custom").GetProperty("metricValue").GetDouble().ShouldBe(1.5);
        payload.Event("custom").GetProperty("data").GetRawText().ShouldBe("""{"a":1}""");
        payload.Event("identify").GetProperty("context").GetRawText().ShouldBe("""{"kind":"user","key":"u2"}""");
        payload.Event("summary")
            .GetProperty("features")
            .GetProperty("plain")
            .GetProperty("counters")[0]
            .GetProperty("count")
            .GetInt32()
            .ShouldBe(1);
    }

    [Theory]
    [Capability("event-gzip")]
    [Capability("optional-event-gzip")]
    [InlineData("\"enableGzip\":true", "gzip")]
    [InlineData("\"enableGzip\":false", "")]
    public async Task Events_Compression_IsAsRequested(string more, string encoding)
    {
        var (events, client) = await CreateAsync(more);
        await client.EvaluateAsync("plain");
        await client.RunAsync("flushEvents");

        var payload = await events.NextAsync();

        payload.Headers.GetValueOrDefault("Content-Encoding", "").ShouldBe(encoding);
        payload.Kinds.ShouldContain("summary");
    }

    [Fact]
    [Capability("event-sampling")]
    public async Task Events_SamplingRatioOfNone_SendNoEvaluation()
    {
        var (events, client) = await CreateAsync("");
        await client.EvaluateAsync("never");
        await client.RunAsync("flushEvents");

        (await events.NextAsync()).Kinds.ShouldBe(["index", "summary"]);
    }

    [Fact]
    [Capability("anonymous-redaction")]
    public async Task Events_AnonymousContext_KeepsItsAttributesInEvaluations()
    {
        var (events, client) = await CreateAsync("");
        await client.EvaluateAsync("tracked", """{"kind":"user","key":"u1","anonymous":true,"plan":"gold"}""");
        await client.RunAsync("flushEvents");

        var payload = await events.NextAsync();

        payload.Event("feature").GetProperty("context").GetRawText().ShouldBe(
            """{"kind":"user","key":"u1","anonymous":true,"_meta":{"redactedAttributes":["plan"]}}""");
        payload.Event("index").GetProperty("context").GetProperty("plan").GetString().ShouldBe("gold");
    }

    [Fact]
    [Capability("omit-anonymous-contexts")]
    public async Task Events_AnonymousContexts_AreOmittedIfRequested()
    {
        var (events, client) = await CreateAsync("\"omitAnonymousContexts\":true");
        await client.EvaluateAsync("plain", """{"kind":"user","key":"u1","anonymous":true}""");
        await client.RunAsync("identifyEvent", """{"context":{"kind":"user","key":"u1","anonymous":true}}""");
        await client.RunAsync("flushEvents");

        (await events.NextAsync()).Kinds.ShouldBe(["feature", "summary"]);
    }

    [Fact]
    [Capability("server-side")]
    public async Task Events_Settings_AreThoseOfTheHarness()
    {
        var (events, client) = await CreateAsync(
            "\"capacity\":2,\"flushIntervalMs\":3600000,\"globalPrivateAttributes\":[\"plan\"],\"enableDiagnostics\":true");
        (await events.NextAsync()).Json.GetProperty("configuration").GetProperty("eventsCapacity").GetInt32().ShouldBe(2);
        foreach (var key in new[] { "a", "b", "c" })
        {
            await client.RunAsync("customEvent", $$"""{"eventKey":"{{key}}","context":{"kind":"user","key":"u1","plan":"gold"} }""");
        }

        await client.RunAsync("flushEvents");
        var payload = await events.NextAsync();

        payload.Kinds.ShouldBe(["custom", "index"]);
        payload.Event("index")
            .GetProperty("context")
            .GetRawText()
            .ShouldBe("""{"kind":"user","key":"u1","_meta":{"redactedAttributes":["plan"]}}""");
    }

    private async Task<(HarnessEndpoint Events, HarnessClient Client)> CreateAsync(string more)
    {
        var events = Harness.Endpoint();
        var comma = more.Length == 0 ? "" : ",";
        return (events, await Harness.CreateStreamingAsync(Flags, $$"""
            "events":{"baseUri":"{{events.Address}}"{{comma}}{{more}} },
            """));
    }
}
