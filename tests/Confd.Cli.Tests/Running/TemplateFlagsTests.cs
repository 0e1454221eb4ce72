using System.CommandLine;
using Confd.Backends;
using Confd.Cli.Running;
using Confd.Cli.Tables;
using Confd.Cli.Tests.Flags;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using Confd.DynamoDb.Connections;
using Confd.Engine.Flags;
using Confd.Flags.Client;
using Confd.Flags.DynamoDb;
using Confd.TestSupport;
using Confd.TestSupport.Faults;

namespace Confd.Cli.Tests.Running;

public sealed class TemplateFlagsTests : IDisposable
{
    private const string Context = """{"kind":"host","key":"h1"}""";

    private readonly FakeTimeProvider _clock = new();
    private readonly TempDirectory _folder = new();
    private readonly RecordedLog _log = new();
    private readonly TemplateFlags _flags;

    public TemplateFlagsTests() => _flags = new(FlagRun.Connection with { Environment = Variable }, _clock, _log);

    public void Dispose()
    {
        _flags.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_Table_EvaluatesItsFlags()
    {
        await using var run = await FlagRun.CreateAsync(
            """
            {"flags":{"f":{"on":true,"variations":["no","yes"],"fallthrough":{"variation":0},"rules":[
              {"id":"r","variation":1,"clauses":[{"contextKind":"host","attribute":"key","op":"in","values":["h1"]}]}]}}}
            """,
            "--prefix",
            "prod");
        await using var source = await OpenAsync(new FlagOrigin(run.Table, "prod", null));

        var answer = (await source.ReadAsync(Cancellation))(Context)("f");

        answer.ValueJson.ToArray().ShouldBe("\"yes\""u8.ToArray());
        answer.VariationIndex.ShouldBe(1);
        answer.ReasonJson.ToArray().ShouldBe("""{"kind":"RULE_MATCH","ruleIndex":0,"ruleId":"r"}"""u8.ToArray());
    }

    [Fact]
    public async Task Read_CommunityLayout_EvaluatesItsFlags()
    {
        await using var run = await FlagRun.CreateAsync(
            """{"flags":{"f":{"on":true,"variations":["no","yes"],"fallthrough":{"variation":1} } } }""");
        (await run.RunAsync("migrate", "--layout", "community")).ShouldBe(0, run.Error.ToString());
        await using var source = await OpenAsync(new FlagOrigin(run.Table, null, null) { Layout = FlagRowLayout.Community });

        var answer = (await source.ReadAsync(Cancellation))(Context)("f");

        answer.ValueJson.ToArray().ShouldBe("\"yes\""u8.ToArray());
    }

    [Fact]
    public async Task Read_MissingTable_ReportsIt()
    {
        await using var source = await OpenAsync(new FlagOrigin(DynamoDbLocal.NewTableName("none"), null, null));

        (await Should.ThrowAsync<KeyBackendException>(() => source.ReadAsync(Cancellation))).Message.ShouldContain("does not exist");
    }

    [Fact]
    public async Task Read_Twice_EachReadingKeepsItsOwnState()
    {
        var file = _folder.Write("flags.json", """{"flagValues":{"f":1}}""");
        await using var source = await OpenAsync(new FlagOrigin(null, null, file));
        var first = (await source.ReadAsync(Cancellation))(Context);

        _folder.Write("flags.json", """{"flagValues":{"f":2}}""");
        var second = (await source.ReadAsync(Cancellation))(Context);

        first("f").ValueJson.ToArray().ShouldBe("1"u8.ToArray());
        second("f").ValueJson.ToArray().ShouldBe("2"u8.ToArray());
        second("g").Reason.ShouldBe("ERROR(FLAG_NOT_FOUND)");
        second("g").VariationIndex.ShouldBeNull();
    }

    [Fact]
    public async Task Read_ItemIsBroken_AnswersNothingInItsPlace()
    {
        var file = _folder.Write(
            "flags.json",
            """
            {"flags":{
              "ok":{"on":true,"variations":[1],"fallthrough":{"variation":0}},
              "bad":{"on":"yes"},
              "needs":{"on":true,"variations":[1],"fallthrough":{"variation":0},"prerequisites":[{"key":"segmented","variation":0}]},
              "segmented":{"on":true,"variations":[1],"fallthrough":{"variation":0},
                "rules":[{"variation":0,"clauses":[{"op":"segmentMatch","values":["s"]}]}]}},
             "segments":{"s":{"included":"u"}}}
            """);
        await using var source = await OpenAsync(new FlagOrigin(null, null, file));

        var find = (await source.ReadAsync(Cancellation))(Context);

        string[] keys = ["ok", "none", "bad", "needs", "segmented"];
        keys.Select(key => find(key).Unreadable).ShouldBe([null, null, "flag 'bad'", "segment 's'", "segment 's'"]);
        find("bad").Reason.ShouldBe("ERROR(EXCEPTION)");
        find("bad").VariationIndex.ShouldBeNull();
    }

    [Fact]
    public async Task Read_InvalidContext_ReportsWhy()
    {
        var file = _folder.Write("flags.json", """{"flagValues":{"f":1}}""");
        await using var source = await OpenAsync(new FlagOrigin(null, null, file));
        var reading = await source.ReadAsync(Cancellation);

        Should.Throw<FlagContextException>(() => reading("{}"))
            .Message.ShouldBe("the context of [flags] is invalid: a user's key is missing");
    }

    [Fact]
    public async Task Refresh_FileChanges_ReportsItOnce()
    {
        var file = _folder.Write("flags.json", """{"flagValues":{"f":1}}""");
        await using var source = await OpenAsync(new FlagOrigin(null, null, file));
        (await source.OpenWatchAsync(Cancellation)).ShouldBeNull();
        await source.ReadAsync(Cancellation);
        (await source.RefreshAsync(Cancellation)).ShouldBeFalse();

        _folder.Write("flags.json", """{"flagValues":{"f":2}}""");

        (await source.RefreshAsync(Cancellation)).ShouldBeTrue();
        (await source.RefreshAsync(Cancellation)).ShouldBeFalse();
    }

    // A read for some of the resources raises the client's events meanwhile; the others must still be notified of the change.
    [Fact]
    public async Task Refresh_WhileAReadingStillReportsTheChange_ReportsThatFlagsChanged()
    {
        var file = _folder.Write("flags.json", """{"flagValues":{"f":1}}""");
        var client = await FlagClient.OpenFilesAsync([file], new() { RefreshInterval = Timeout.InfiniteTimeSpan }, Cancellation);
        using var isTelling = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        client.FlagsChanged += (_, _) =>
        {
            isTelling.Set();
            mayGoOn.Wait(Cancellation);
        };
        await using var source = new TemplateFlagSource(client, changes: null, () => ValueTask.CompletedTask);
        await source.ReadAsync(Cancellation);
        _folder.Write("flags.json", """{"flagValues":{"f":2}}""");
        var reading = Task.Run(() => source.ReadAsync(Cancellation), Cancellation);
        isTelling.Wait(Cancellation);

        (await source.RefreshAsync(Cancellation)).ShouldBeTrue();
        (await source.RefreshAsync(Cancellation)).ShouldBeFalse();
        mayGoOn.Set();
        await reading;
    }

    [Fact]
    public async Task Watch_TableWithStream_ReportsEachChangeAndReadsNoMore()
    {
        await using var run = await FlagRun.CreateAsync("""{"flagValues":{"f":1}}""");
        await using var proxy = await FaultProxy.StartAsync(DynamoDbLocal.Endpoint);
        using var connection = await DynamoConnection.ConnectAsync(FlagRun.Connection with { Endpoint = new(proxy.Url) }, Cancellation);
        var client = new FlagClient(
            new DynamoFlagStore(connection.Client, run.Table), new() { RefreshInterval = Timeout.InfiniteTimeSpan });
        var changes = new DynamoFlagChanges(connection, run.Table);
        await using var source = new TemplateFlagSource(client, changes, () => ValueTask.CompletedTask);
        (await source.ReadAsync(Cancellation))(Context)("f").ValueJson.ToArray().ShouldBe("1"u8.ToArray());

        await using var watch = (await source.OpenWatchAsync(Cancellation)).ShouldNotBeNull();
        (await source.RefreshAsync(Cancellation)).ShouldBeFalse();
        for (var version = 2; version <= 3; version++)
        {
            run.Input =
                $$$"""{"flags":{"f":{"version":{{{version}}},"variations":[{{{version}}}],"on":true,"fallthrough":{"variation":0} } } }""";
            (await run.RunAsync("upsert", "--file", "-")).ShouldBe(0, run.Error.ToString());
            do
            {
                await watch.WaitForChangeAsync(Cancellation);
            }
            while (!await source.RefreshAsync(Cancellation));

            proxy.ResetCounts();
            (await source.ReadAsync(Cancellation))(Context)("f").ValueJson.ToArray().ShouldBe([(byte)('0' + version)]);
            (proxy.Count("Query"), proxy.Count("GetItem")).ShouldBe((0, 0));
        }
    }

    [Fact]
    public async Task Watch_TableWithoutStream_IsNullAndARefreshSeesTheChange()
    {
        await using var run = await FlagRun.CreateAsync("""{"flagValues":{"f":1}}""");
        var disable = TableCommand.Create(new CapturedHost().Host, new ToolConsole { Connection = FlagRun.Connection })
            .Parse(["stream", "disable", "--table", run.Table]);
        (await disable.InvokeAsync(new InvocationConfiguration { Output = TextWriter.Null }, Cancellation)).ShouldBe(0);
        await using var source = await OpenAsync(new FlagOrigin(run.Table, null, null));
        (await source.OpenWatchAsync(Cancellation)).ShouldBeNull();
        await source.ReadAsync(Cancellation);

        (await run.RunAsync("delete", "f")).ShouldBe(0, run.Error.ToString());

        (await source.RefreshAsync(Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Open_EndpointWithoutDynamoDbLocal_WarnsOnceForAllTables()
    {
        await using var one = await OpenAsync(new FlagOrigin("one", null, null));
        await using var two = await OpenAsync(new FlagOrigin("two", null, null));

        _log.Warnings.ShouldBe(["DYNAMODB_ENDPOINT_URL is set but has no effect without DYNAMODB_LOCAL"]);
    }

    private static string? Variable(string name) => name == "DYNAMODB_ENDPOINT_URL" ? "http://localhost:9" : null;

    private Task<IFlagSource> OpenAsync(FlagOrigin origin) =>
        _flags.OpenAsync(origin, Cancellation);
}
