namespace Confd.Flags.ContractTests.Tests;

public sealed class MigrationTests : HarnessTestBase
{
    private const string Flags =
        """
        {"m":{"key":"m","version":3,"on":true,"variations":["off","dualwrite","shadow","live","rampdown","complete"],"fallthrough":{"variation":INDEX}},
         "other":{"key":"other","version":3,"on":true,"variations":[true],"fallthrough":{"variation":0}}}
        """;

    [Theory]
    [Capability("migrations")]
    [InlineData("m", "live")]
    [InlineData("other", "shadow")]
    [InlineData("nowhere", "shadow")]
    public async Task Variation_Stage_IsTheFlagsOrTheDefault(string key, string expected)
    {
        await using var client = await Harness.CreateStreamingAsync(Flags.Replace("INDEX", "3", StringComparison.Ordinal));

        (await client.RunAsync("migrationVariation", $$"""{"key":"{{key}}","context":{"kind":"user","key":"u1"}"""
            + $$""","defaultStage":"shadow"}"""))
            .GetProperty("result").GetString().ShouldBe(expected);
    }

    [Theory]
    [Capability("migrations")]
    [InlineData("read", 0, "old", 1, 0)]
    [InlineData("read", 2, "old", 1, 1)]
    [InlineData("read", 3, "new", 1, 1)]
    [InlineData("write", 1, "old", 1, 1)]
    [InlineData("write", 4, "new", 1, 1)]
    [InlineData("write", 5, "new", 0, 1)]
    public async Task Operation_Stage_DecidesTheCallsAndIsRecorded(string operation, int stage, string expected, int oldCalls, int newCalls)
    {
        var (events, old, @new) = (Harness.Endpoint(), Harness.Text("old"), Harness.Text("new"));
        await using var client = await Harness.CreateStreamingAsync(
            Flags.Replace("INDEX", $"{stage}", StringComparison.Ordinal), $"\"events\":{{\"baseUri\":\"{events.Address}\"}},");

        var answer = await client.RunAsync("migrationOperation", $$"""
            {"key":"m","context":{"kind":"user","key":"u1"},"defaultStage":"off","readExecutionOrder":"concurrent","operation":"{{operation}}","payload":"p",
             "oldEndpoint":"{{old.Address}}","newEndpoint":"{{@new.Address}}","trackLatency":true,"trackErrors":true,"trackConsistency":true}
            """);
        await client.RunAsync("flushEvents");

        answer.GetProperty("result").GetString().ShouldBe(expected);
        (old.Waiting, @new.Waiting).ShouldBe((oldCalls, newCalls));
        (await (oldCalls > 0 ? old : @new).NextAsync()).Text.ShouldBe("p");
        var payload = await events.NextAsync();
        payload.Kinds.ShouldBe(["index", "migration_op", "summary"]);
        var told = payload.Event("migration_op");
        told.GetProperty("operation").GetString().ShouldBe(operation);
        told.GetProperty("evaluation").GetProperty("version").GetInt32().ShouldBe(3);
        told.GetProperty("measurements").EnumerateArray().Select(one => one.GetProperty("key").GetString()).ShouldBe(
            operation == "read" && oldCalls + newCalls == 2 ? ["invoked", "latency_ms", "consistent"] : ["invoked", "latency_ms"]);
    }

    [Fact]
    [Capability("migrations")]
    public async Task Operation_SystemFails_ReturnsTheErrorAndIsRecorded()
    {
        var (events, old, @new) = (Harness.Endpoint(), Harness.Status(409), Harness.Text("new"));
        await using var client = await Harness.CreateStreamingAsync(
            Flags.Replace("INDEX", "1", StringComparison.Ordinal), $"\"events\":{{\"baseUri\":\"{events.Address}\"}},");

        var answer = await client.RunAsync("migrationOperation", $$"""
            {"key":"m","context":{"kind":"user","key":"u1"},"defaultStage":"off","readExecutionOrder":"serial","operation":"write",
             "oldEndpoint":"{{old.Address}}","newEndpoint":"{{@new.Address}}","trackErrors":true}
            """);
        await client.RunAsync("flushEvents");

        answer.GetProperty("result").GetString().ShouldNotBeNull().ShouldContain("409");
        @new.Waiting.ShouldBe(0);
        (await events.NextAsync()).Event("migration_op").GetProperty("measurements").GetRawText().ShouldBe(
            """[{"key":"invoked","values":{"old":true}},{"key":"error","values":{"old":true}}]""");
    }
}
