using System.CommandLine;
using Confd.Cli.Flags;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Evaluating;

public sealed class FlagEvalCommandTests : IDisposable
{
    private const string Data =
        """
        {"flags":{"colour":{"on":true,"variations":["red","blå"],"offVariation":0,"fallthrough":{"variation":1},
                            "rules":[{"id":"r1","variation":0,"clauses":[{"op":"segmentMatch","values":["nordic"]}]}]},
                  "limit":{"on":true,"variations":[7.5],"fallthrough":{"variation":0}}},
         "segments":{"nordic":{"rules":[{"clauses":[{"attribute":"country","op":"in","values":["NO","SE"]}]}]}}}
        """;

    private const string Broken =
        """
        {"flags":{"broken":{"on":true,"fallthrough":true},
                  "needs":{"on":true,"variations":[1,2],"offVariation":1,"fallthrough":{"variation":0},
                           "prerequisites":[{"key":"broken","variation":0}]},
                  "malformed":{"on":true,"variations":[1],"fallthrough":{"variation":3}},
                  "fine":{"on":true,"variations":[1],"fallthrough":{"variation":0}}}}
        """;

    private readonly TempDirectory _folder = new();
    private readonly CapturedHost _host = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("colour", """{"key":"u"}""", "blå\n")]
    [InlineData("colour", """{"key":"u","country":"x","custom":{"country":"SE"}}""", "blå\n")]
    [InlineData("colour", """{"kind":"user","key":"u","country":"SE"}""", "red\n")]
    [InlineData("limit", """{"key":"u"}""", "7.5\n")]
    [InlineData("limit", """{"key":"u"}""", "7\n", "--type", "int")]
    [InlineData(
        "colour", """{"key":"u"}""", "{\"value\":\"blå\",\"variationIndex\":1,\"reason\":{\"kind\":\"FALLTHROUGH\"}}\n", "--detail")]
    [InlineData("colour", "u", "{\"value\":\"blå\",\"variationIndex\":1,\"reason\":{\"kind\":\"FALLTHROUGH\"}}\n", "--detail")]
    [InlineData("none", """{"key":"u"}""", "true\n", "--default", "true")]
    [InlineData("none", """{"key":"u"}""", "not json\n", "--default", "not json")]
    public async Task Eval_FlagOfAFile_PrintsTheValue(string key, string context, string expected, params string[] more)
    {
        var file = _folder.Write("flags.json", Data);

        (await RunAsync(["eval", key, "--file", file, "--context", context, .. more])).ShouldBe(0, _host.Error);

        _host.Output.ShouldBe(expected);
    }

    [Theory]
    [InlineData("none", """{"key":"u"}""", "flag 'none': ERROR(FLAG_NOT_FOUND); --default")]
    [InlineData("limit", "{}", "flag 'limit': ERROR(USER_NOT_SPECIFIED): a user's key is missing; --default")]
    [InlineData("limit", """{"key":"u"}""", "flag 'limit': ERROR(WRONG_TYPE); --default", "--type", "bool")]
    public async Task Eval_NoValueAndNoDefault_FailsAndReportsWhy(string key, string context, string expected, params string[] more)
    {
        var file = _folder.Write("flags.json", Data);

        (await RunAsync(["eval", key, "--file", file, "--context", context, .. more])).ShouldBe(1);

        _host.Output.ShouldBeEmpty();
        _host.Error.ShouldStartWith($"confd: error: {expected}");
    }

    [Theory]
    [InlineData("broken", 1, "", "confd: error: flag 'broken': ERROR(EXCEPTION); `confd flags validate` says what is wrong with it\n")]
    [InlineData("broken", 0, "7\n", "", "--default", "7")]
    [InlineData("needs", 0, "2\n", "")]
    [InlineData("malformed", 1, "", "confd: error: flag 'malformed': ERROR(MALFORMED_FLAG); `confd flags validate` says", "--type", "int")]
    public async Task Eval_FlagThatCannotBeRead_WarnsAndReportsWhy(
        string key, int status, string output, string complaint, params string[] more)
    {
        var file = _folder.Write("flags.json", Broken);
        var warnings = new StringWriter();

        (await RunAsync(["eval", key, "--file", file, "--context", "u", .. more], warnings)).ShouldBe(status);

        _host.Output.ShouldBe(output);
        _host.Error.ShouldStartWith(complaint);
        warnings.ToString().ShouldContain("'broken' in 'features' cannot be read and is left out: found a boolean");
    }

    [Fact]
    public async Task Eval_CasesWithAFlagThatCannotBeRead_WarnsOnceAndEvaluatesTheOthers()
    {
        var file = _folder.Write("flags.json", Broken);
        var cases = _folder.Write("cases.jsonl", string.Concat(new[] { "broken", "needs", "fine", "fine" }.Select(key =>
            $$$"""{"dataFile":"flags.json","flagKey":"{{{key}}}","context":{"key":"u"}}""" + "\n")));

        (await RunAsync(["eval", "--cases", cases])).ShouldBe(0, _host.Error);

        _host.Output.ShouldBe(
            """
            {"value":null,"variationIndex":null,"reason":{"kind":"ERROR","errorKind":"EXCEPTION"}}
            {"value":2,"variationIndex":1,"reason":{"kind":"PREREQUISITE_FAILED","prerequisiteKey":"broken"}}
            {"value":1,"variationIndex":0,"reason":{"kind":"FALLTHROUGH"}}
            {"value":1,"variationIndex":0,"reason":{"kind":"FALLTHROUGH"}}

            """);
        _host.Error.ShouldBe(
            $"confd: warning: {file}: 'broken' in 'features' cannot be read and is left out: "
            + "$.flags.broken.fallthrough: found a boolean where an object is expected\n");
    }

    [Fact]
    public async Task Eval_CasesWhoseDataIsNotFlagData_NameTheFileAndThePlace()
    {
        var file = _folder.Write("flags.json", "{\n \"flags\":");
        var cases = _folder.Write("cases.jsonl", """{"dataFile":"flags.json","flagKey":"f","context":{"key":"u"}}""");

        (await RunAsync(["eval", "--cases", cases])).ShouldBe(1);

        _host.Error.ShouldStartWith($"confd: error: {cases}:1: {file}:2:");
    }

    [Fact]
    public async Task Eval_FlagOfATable_ReadsItAndItsSegments()
    {
        await using var run = await FlagRun.CreateAsync(Data, "--prefix", "prod");

        (await RunAsync(
            ["eval", "colour", "--table", run.Table, "--prefix", "prod", "--context", """{"kind":"user","key":"u","country":"NO"}"""]))
            .ShouldBe(0, _host.Error);

        _host.Output.ShouldBe("red\n");
    }

    [Theory]
    [InlineData("give one of --table, --file and --cases", "a", "--context", "{}")]
    [InlineData("give one of --table, --file and --cases", "a", "--context", "{}", "--file", "x", "--table", "t")]
    [InlineData("give the key of the flag to evaluate", "--context", "{}", "--file", "x")]
    [InlineData("--context is missing", "a", "--file", "x")]
    [InlineData("a flag's key cannot be used with --cases", "a", "--cases", "x")]
    public async Task Eval_ContradictoryArguments_AreRefused(string problem, params string[] arguments)
    {
        var error = new StringWriter();

        (await RunAsync(["eval", .. arguments], error)).ShouldBe(1);

        error.ToString().ShouldContain(problem);
    }

    // As in every other file of flags.
    [Theory]
    [InlineData("\"dataFile\":\"values.json\"")]
    [InlineData("\"data\":{\"flagValues\":{\"a\":{\"size\":[1,null]}}}")]
    public async Task Eval_CasesOfFlagValues_ServesThem(string data)
    {
        _folder.Write("values.json", """{"flagValues":{"a":{"size":[1,null]}}}""");
        var cases = _folder.Write("cases.jsonl", $$"""{"id":1,{{data}},"context":{"key":"u"},"flagKey":"a"}""");

        (await RunAsync(["eval", "--cases", cases])).ShouldBe(0, _host.Error);

        _host.Output.ShouldBe(
            """
            {"id":1,"value":{"size":[1,null]},"variationIndex":0,"reason":{"kind":"FALLTHROUGH"}}

            """);
    }

    [Fact]
    public async Task Eval_Cases_EvaluatesEachLineAndContinuesAfterABadOne()
    {
        _folder.Write("data/set.json", Data);
        var cases = _folder.Write(
            "cases.jsonl",
            """
            {"id":"one","dataFile":"data/set.json","flagKey":"limit","context":{"key":"u"},"type":"bool","default":false}
            {"id":"two","dataFile":"data/set.json","flagKey":"limit"

            {"id":4,"data":{"flags":{"x":{"version":"?"}}},"flagKey":"x","context":{"key":"u"}}
            {"id":"five","dataFile":"data/none.json","flagKey":"limit","context":{"key":"u"}}
            {"id":"six","flagKey":"limit","context":{"key":"u"}}
            {"id":"seven","data":{},"flagKey":"limit","context":{"key":"u"},"default":{"a":1}}
            {"id":"eight","data":{},"flagKey":"limit","context":{"key":"u"}} {"id":"nine"}
            """);

        (await RunAsync(["eval", "--cases", cases])).ShouldBe(1);

        _host.Output.ShouldBe(
            """
            {"id":"one","value":false,"variationIndex":null,"reason":{"kind":"ERROR","errorKind":"WRONG_TYPE"}}
            {"id":"seven","value":{"a":1},"variationIndex":null,"reason":{"kind":"ERROR","errorKind":"FLAG_NOT_FOUND"}}

            """);
        var complaints = _host.Error.Split('\n');
        complaints.Length.ShouldBe(6);
        complaints[0].ShouldStartWith($"confd: error: {cases}:2: the line is not valid JSON (byte ");
        complaints[1].ShouldStartWith($"confd: error: {cases}:4: found a string where a whole number is expected");
        complaints[2].ShouldStartWith($"confd: error: {cases}:5: cannot read {_folder["data/none.json"]}");
        complaints[3].ShouldBe($"confd: error: {cases}:6: a case needs 'data' or a 'dataFile'");
        complaints[4].ShouldStartWith($"confd: error: {cases}:8: the line is not valid JSON (byte ");
    }

    [Fact]
    public async Task Eval_CasesWhoseDataIsAPipe_FailAtOnce()
    {
        var pipe = NamedPipe.Make(_folder["set.json"]);
        var cases = _folder.Write("cases.jsonl", """{"id":"one","dataFile":"set.json","flagKey":"limit","context":{"key":"u"}}""");

        (await NamedPipe.WithoutWaitingAsync(() => RunAsync(["eval", "--cases", cases]))).ShouldBe(1);

        _host.Error.ShouldBe($"confd: error: {cases}:1: cannot read {pipe}: it is a device, a pipe or a socket, not a file\n");
    }

    /// <summary>Lines of every length, up to several times the reader's buffer, with and without an end.</summary>
    [Fact]
    public async Task Eval_CasesWithLongLines_EvaluatesEach()
    {
        var cases = string.Join("\r\n", Enumerable.Range(0, 60).Select(i =>
            $$"""{"id":{{i}},"data":{},"flagKey":"none","context":{"key":"u"}"""
                + $$""","default":"{{new string((char)('a' + (i % 26)), i * i * 100)}}"}"""));
        var file = _folder.Write("cases.jsonl", "\uFEFF" + cases);

        (await RunAsync(["eval", "--cases", file])).ShouldBe(0, _host.Error);

        var answers = _host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        answers.Length.ShouldBe(60);
        foreach (var (answer, i) in answers.Select((answer, i) => (answer, i)))
        {
            answer.ShouldStartWith($$"""{"id":{{i}},"value":"{{new string((char)('a' + (i % 26)), i * i * 100)}}","variationIndex":null""");
        }
    }

    [Fact]
    public async Task Eval_RecordedCases_AreAllEvaluated()
    {
        (await RunAsync(["eval", "--cases", RepositoryFiles.Fixture("flags/random.jsonl")])).ShouldBe(0, _host.Error);

        _host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(626);
    }

    private async Task<int> RunAsync(string[] arguments, TextWriter? error = null)
    {
        var console = new ToolConsole { Connection = FlagRun.Connection };
        var configuration = new InvocationConfiguration { Output = TextWriter.Null, Error = error ?? TextWriter.Null };
        return await FlagsCommand.Create(_host.Host, console)
            .Parse(arguments)
            .InvokeAsync(configuration, Cancellation);
    }
}
