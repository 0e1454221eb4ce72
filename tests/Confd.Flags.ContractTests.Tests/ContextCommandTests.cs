namespace Confd.Flags.ContractTests.Tests;

public sealed class ContextCommandTests : HarnessTestBase
{
    [Theory]
    [Capability("context-type")]
    [InlineData("""{"single":{"key":"k"}}""", """{"kind":"user","key":"k"}""")]
    [InlineData(
        """{"single":{"kind":"org","key":"k","name":"n","anonymous":true,"custom":{"x":[1],"gone":null},"private":["x","/a/b"]}}""",
        """{"kind":"org","key":"k","name":"n","anonymous":true,"x":[1],"_meta":{"privateAttributes":["x","/a/b"]}}""")]
    [InlineData("""{"multi":[{"kind":"org","key":"o"},{"key":"u"}]}""", """{"kind":"multi","org":{"key":"o"},"user":{"key":"u"}}""")]
    [InlineData("""{"single":{"key":""}}""", null)]
    [InlineData("""{"single":{"kind":"multi","key":"k"}}""", null)]
    public async Task Build_Context_IsItsJsonOrAnError(string asked, string? expected)
    {
        await using var client = await Harness.CreateStreamingAsync();

        var answer = await client.RunAsync("contextBuild", asked);

        Output(answer).ShouldBe(expected);
    }

    [Theory]
    [Capability("context-type")]
    [InlineData("""{"kind":"org","key":"k","x":null}""", """{"kind":"org","key":"k"}""")]
    [InlineData(
        """{"key":"k","custom":{"x":1},"privateAttributeNames":["x"]}""",
        """{"kind":"user","key":"k","x":1,"_meta":{"privateAttributes":["x"]}}""")]
    [InlineData("{sorry", null)]
    [InlineData("""{"kind":"org","key":3}""", null)]
    public async Task Convert_Json_IsReadAndWritten(string input, string? expected)
    {
        await using var client = await Harness.CreateStreamingAsync();

        var answer = await client.RunAsync(
            "contextConvert", $$"""{"input":{{System.Text.Json.Nodes.JsonValue.Create(input).ToJsonString()}}}""");

        Output(answer).ShouldBe(expected);
    }

    [Theory]
    [Capability("context-comparison")]
    [InlineData(
        """{"kind":"user","key":"k","attributes":[{"name":"x","value":1},{"name":"y","value":2}]}""",
        """{"kind":"user","key":"k","attributes":[{"name":"y","value":2},{"name":"x","value":1}]}""",
        true)]
    [InlineData(
        """{"kind":"user","key":"k","privateAttributes":[{"value":"/a/b","literal":true}]}""",
        """{"kind":"user","key":"k","privateAttributes":[{"value":"/~1a~1b","literal":false}]}""",
        true)]
    [InlineData("""{"kind":"user","key":"k"}""", """{"kind":"org","key":"k"}""", false)]
    public async Task Compare_Contexts_ReturnsWhetherTheyAreEqual(string one, string other, bool expected)
    {
        await using var client = await Harness.CreateStreamingAsync();

        (await client.RunAsync("contextComparison", $$$"""{"context1":{"single":{{{one}}} },"context2":{"single":{{{other}}} } }"""))
            .GetProperty("equals").GetBoolean().ShouldBe(expected);
        (await client.RunAsync("contextComparison", $$$"""{"context1":{"multi":[{{{one}}},{"kind":"x","key":"y"}]}"""
            + $$$""","context2":{"multi":[{"kind":"x","key":"y"},{{{other}}}]} }"""))
            .GetProperty("equals").GetBoolean().ShouldBe(expected);
    }

    [Fact]
    [Capability("secure-mode-hash")]
    public async Task SecureModeHash_Context_IsHashedWithTheKey()
    {
        await using var client = await Harness.CreateStreamingAsync();

        (await client.RunAsync("secureModeHash", """{"context":{"kind":"user","key":"u1"}}""")).GetProperty("result").GetString()
            .ShouldBe(Contexts.SecureMode.Hash("sdk-key", Contexts.EvaluationContext.New("u1")));
    }

    private static string? Output(System.Text.Json.JsonElement answer)
    {
        if (answer.TryGetProperty("output", out var output))
        {
            return output.GetString();
        }

        answer.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        return null;
    }
}
