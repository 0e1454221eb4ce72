namespace Confd.Flags.ContractTests.Tests;

public sealed class EvaluationTests : HarnessTestBase
{
    private const string Flags =
        """
        {"b":{"key":"b","version":1,"on":true,"variations":[false,true],"fallthrough":{"variation":1}},
         "n":{"key":"n","version":1,"on":true,"variations":[1.75],"fallthrough":{"variation":0},"trackEvents":true},
         "s":{"key":"s","version":1,"on":true,"variations":["x"],"fallthrough":{"variation":0},"clientSide":true,"prerequisites":[{"key":"b","variation":1}]},
         "u":{"key":"u","version":1,"on":true,"variations":[0,1],"fallthrough":{"variation":0},"targets":[{"values":["u1"],"variation":1}]}}
        """;

    [Theory]
    [Capability("server-side")]
    [Capability("strongly-typed")]
    [InlineData("b", "bool", "false", "true")]
    [InlineData("n", "int", "9", "1")]
    [InlineData("n", "double", "9", "1.75")]
    [InlineData("s", "string", "\"d\"", "\"x\"")]
    [InlineData("s", "any", "null", "\"x\"")]
    [InlineData("b", "string", "\"d\"", "\"d\"")]
    [InlineData("nowhere", "bool", "true", "true")]
    public async Task Evaluate_Type_ReturnsThatType(string key, string type, string defaultValue, string expected)
    {
        await using var client = await Harness.CreateStreamingAsync(Flags);

        (await client.EvaluateAsync(key, type: type, defaultValue: defaultValue)).ShouldBe($$"""{"value":{{expected}}}""");
        (await client.EvaluateAsync(key, type: type, defaultValue: defaultValue, detail: true)).ShouldStartWith(
            $$"""{"value":{{expected}},"variationIndex":""");
    }

    [Fact]
    public async Task Evaluate_Detail_HasItsReason()
    {
        await using var client = await Harness.CreateStreamingAsync(Flags);

        (await client.EvaluateAsync("u", detail: true)).ShouldBe("""{"value":1,"variationIndex":1,"reason":{"kind":"TARGET_MATCH"}}""");
        (await client.EvaluateAsync("b", type: "int", defaultValue: "3", detail: true)).ShouldBe(
            """{"value":3,"variationIndex":null,"reason":{"kind":"ERROR","errorKind":"WRONG_TYPE"}}""");
    }

    [Fact]
    [Capability("user-type")]
    public async Task Evaluate_OldUser_IsAccepted()
    {
        await using var client = await Harness.CreateStreamingAsync(Flags);

        (await client.RunAsync("evaluate", HarnessClient.Question("u", "\"user\":{\"key\":\"u1\"}", "int", "9", detail: false)))
            .GetProperty("value").GetInt32().ShouldBe(1);
    }

    [Theory]
    [Capability("all-flags-with-reasons")]
    [Capability("all-flags-client-side-only")]
    [Capability("all-flags-details-only-for-tracked-flags")]
    [Capability("client-prereq-events")]
    [InlineData(
        "", "b,n,s,u", """{"variation":0,"version":1,"trackEvents":true}""", """{"variation":0,"version":1,"prerequisites":["b"]}""")]
    [InlineData(
        "\"withReasons\":true,",
        "b,n,s,u",
        """{"variation":0,"version":1,"reason":{"kind":"FALLTHROUGH"},"trackEvents":true}""",
        """{"variation":0,"version":1,"reason":{"kind":"FALLTHROUGH"},"prerequisites":["b"]}""")]
    [InlineData("\"clientSideOnly\":true,", "s", null, """{"variation":0,"version":1,"prerequisites":["b"]}""")]
    [InlineData(
        "\"detailsOnlyForTrackedFlags\":true,",
        "b,n,s,u",
        """{"variation":0,"version":1,"trackEvents":true}""",
        """{"variation":0,"prerequisites":["b"]}""")]
    public async Task EvaluateAll_Options_DecideWhatIsReturned(string options, string keys, string? ofTracked, string ofDependent)
    {
        await using var client = await Harness.CreateStreamingAsync(Flags);

        var state = (await client.RunAsync("evaluateAll", $$$"""{{{{options}}}"context":{"kind":"user","key":"u1"} }"""))
            .GetProperty("state");

        var details = state.GetProperty("$flagsState");
        string.Join(',', details.EnumerateObject().Select(flag => flag.Name)).ShouldBe(keys);
        details.GetProperty("s").GetRawText().ShouldBe(ofDependent);
        if (ofTracked is not null)
        {
            details.GetProperty("n").GetRawText().ShouldBe(ofTracked);
        }

        state.GetProperty("$valid").GetBoolean().ShouldBeTrue();
        state.GetProperty("s").GetString().ShouldBe("x");
    }
}
