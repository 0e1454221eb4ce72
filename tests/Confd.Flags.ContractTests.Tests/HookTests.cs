using System.Text.Json;

namespace Confd.Flags.ContractTests.Tests;

public sealed class HookTests : HarnessTestBase
{
    [Theory]
    [Capability("evaluation-hooks")]
    [Capability("hook-environment-id")]
    [InlineData(false, "StringVariation")]
    [InlineData(true, "StringVariationDetail")]
    public async Task Evaluate_Hook_IsCalledForBothStages(bool detail, string method)
    {
        var endpoint = Harness.Endpoint();
        await using var client = await CreateAsync(Hook("one", endpoint, """
            "data":{"beforeEvaluation":{"some":"data"}}
            """));
        await client.EvaluateAsync("a", type: "string", defaultValue: "\"d\"", detail: detail);

        var before = (await endpoint.NextAsync()).Json;
        before.GetProperty("stage").GetString().ShouldBe("beforeEvaluation");
        before.GetProperty("evaluationSeriesContext").GetRawText().ShouldBe(
            $$"""{"flagKey":"a","context":{"kind":"user","key":"u1"}"""
                + $$""","defaultValue":"d","method":"{{method}}","environmentId":"env-of-the-harness"}""");
        before.GetProperty("evaluationSeriesData").GetRawText().ShouldBe("{}");
        var after = (await endpoint.NextAsync()).Json;
        after.GetProperty("stage").GetString().ShouldBe("afterEvaluation");
        after.GetProperty("evaluationSeriesData").GetRawText().ShouldBe("""{"some":"data"}""");
        after.GetProperty("evaluationDetail").GetRawText().ShouldBe("""{"value":"x","variationIndex":0,"reason":{"kind":"FALLTHROUGH"}}""");
    }

    [Fact]
    [Capability("evaluation-hooks")]
    public async Task Evaluate_SeveralHooks_AreCalledInOrderAndInReverse()
    {
        var endpoint = Harness.Endpoint();
        await using var client = await CreateAsync(
            Hook("one", endpoint, "\"data\":{\"beforeEvaluation\":{\"who\":1}}"),
            Hook("two", endpoint, "\"data\":{\"beforeEvaluation\":{\"who\":2}}"));
        await client.EvaluateAsync("a");

        await endpoint.NextAsync();
        await endpoint.NextAsync();
        Who((await endpoint.NextAsync()).Json).ShouldBe(2);
        Who((await endpoint.NextAsync()).Json).ShouldBe(1);
    }

    [Fact]
    [Capability("evaluation-hooks")]
    public async Task Evaluate_HookFailsBefore_StillRunsAfterWithoutData()
    {
        var endpoint = Harness.Endpoint();
        await using var client = await CreateAsync(
            Hook("bad", endpoint, "\"errors\":{\"beforeEvaluation\":\"rotten\"},\"data\":{\"beforeEvaluation\":{\"who\":1}}"));

        (await client.EvaluateAsync("a")).ShouldBe("""{"value":"x"}""");

        var only = (await endpoint.NextAsync()).Json;
        only.GetProperty("stage").GetString().ShouldBe("afterEvaluation");
        only.GetProperty("evaluationSeriesData").GetRawText().ShouldBe("{}");
        endpoint.Waiting.ShouldBe(0);
    }

    [Fact]
    [Capability("track-hooks")]
    public async Task Track_Hook_IsCalled()
    {
        var endpoint = Harness.Endpoint();
        await using var client = await CreateAsync(
            Hook("one", endpoint, "\"data\":{}"), Hook("bad", endpoint, "\"errors\":{\"afterTrack\":\"rotten\"}"));
        await client.RunAsync(
            "customEvent", """{"eventKey":"clicked","context":{"kind":"user","key":"u1"},"data":{"x":true},"metricValue":2}""");

        var only = (await endpoint.NextAsync()).Json;
        only.GetProperty("stage").GetString().ShouldBe("afterTrack");
        only.GetProperty("trackSeriesContext").GetRawText().ShouldBe(
            """{"key":"clicked","context":{"kind":"user","key":"u1"},"data":{"x":true},"metricValue":2"""
            + ""","environmentId":"env-of-the-harness"}""");
        endpoint.Waiting.ShouldBe(0);
    }

    private static int Who(JsonElement payload) => payload.GetProperty("evaluationSeriesData").GetProperty("who").GetInt32();

    private static string Hook(string name, HarnessEndpoint endpoint, string more) => $$"""
        {"name":"{{name}}","callbackUri":"{{endpoint.Address}}",{{more}} }
        """;

    private Task<HarnessClient> CreateAsync(params string[] hooks) => Harness.CreateStreamingAsync($$"""{"a":{{Fallthrough}} }""", $$"""
        "hooks":{"hooks":[{{string.Join(',', hooks)}}]},
        """);
}
