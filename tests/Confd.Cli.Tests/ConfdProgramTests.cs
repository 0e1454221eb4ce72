using Confd.Cli.Backends;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;
using Confd.TestSupport;

namespace Confd.Cli.Tests;

public sealed class ConfdProgramTests : IDisposable
{
    private readonly CapturedHost _host = new();
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_NoArguments_ShowsTheUsageAndComplains()
    {
        (await _host.RunAsync()).ShouldBe(80);

        // Long lines are broken behind a comma.
        var commands = string.Join(", ", ServedBackends.All.Factories.Select(factory => factory.Name));
        _host.Output.Replace(",\n", ", ", StringComparison.Ordinal).ShouldBe(
            $"Usage: confd <command> [flags]\nCommands: {commands}, render, table, flags, completion\n"
            + "Run \"confd --help\" for all flags.\n\n");
        _host.Error.ShouldBe("confd: error: expected one of \"consul\", \"etcd\", \"vault\", \"redis\", \"zookeeper\", ...\n");
    }

    [Theory]
    [InlineData("dynamodb", "confd: error: missing flags: --table=STRING\n", "Usage: confd dynamodb --table=STRING [flags]\n")]
    [InlineData("file", "confd: error: missing flags: --file=FILE\n", "Usage: confd file --file=FILE [flags]\n")]
    public async Task Run_RequiredFlagAbsent_ShowsTheBackendsHelp(string backend, string error, string usage)
    {
        (await _host.RunAsync(backend, "--config-file", _folder["none.toml"])).ShouldBe(80);

        _host.Error.ShouldBe(error);
        _host.Output.ShouldStartWith(usage);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1", false)]
    public async Task Run_EndpointWithoutDynamoDbLocal_WarnsInCommandsOnATable(string local, bool isWarnedOf)
    {
        (_host.Variables["DYNAMODB_LOCAL"], _host.Variables["DYNAMODB_ENDPOINT_URL"]) = (local, "not-an-address");

        // Before credentials are searched for, which are none of a table's.
        _host.Variables["AWS_ENDPOINT_URL_DYNAMODB"] = "not-an-address";

        (await _host.RunAsync("table", "get", "k", "--table", "t")).ShouldBe(1);

        const string Warning = "confd: warning: DYNAMODB_ENDPOINT_URL is set but has no effect without DYNAMODB_LOCAL\n";
        _host.Error.StartsWith(Warning, StringComparison.Ordinal).ShouldBe(isWarnedOf, _host.Error);
    }

    [Theory]
    [InlineData("flags eval -table x k", "unknown flag -table, did you mean \"--table\"?", "Usage: confd flags eval [<key>] [options]\n")]
    [InlineData("table get --tabel x", "unknown flag --tabel, did you mean \"--table\"?", "Usage: confd table get <key> [options]\n")]
    [InlineData(
        "table lss --table x", "unknown command lss, did you mean one of \"ls\", \"log\"?", "Usage: confd table [command] [options]\n")]
    [InlineData(
        "flags lsit --table x",
        "unknown command lsit, did you mean one of \"init\", \"list\", \"set\"?",
        "Usage: confd flags [command] [options]\n")]
    [InlineData(
        "table export --table x --formt",
        "unknown flag --formt, did you mean \"--format\"?",
        "Usage: confd table export [<prefix>] [options]\n")]
    [InlineData(
        "table rm /a --table x --dry-run",
        "unknown flag --dry-run; if none is meant, put -- before it",
        "Usage: confd table rm <key>... [options]\n")]
    [InlineData(
        "table ls --table x -v", "unknown flag -v; if none is meant, put -- before it", "Usage: confd table ls [<prefix>] [options]\n")]
    [InlineData(
        "flags list --table x -o xml",
        "--output must be one of \"text\",\"json\" but got \"xml\"",
        "Usage: confd flags list [options]\n")]
    [InlineData("table rm --table x", "missing argument: <key>", "Usage: confd table rm <key>... [options]\n")]
    [InlineData("table get /k", "missing flags: --table", "Usage: confd table get <key> [options]\n")]
    [InlineData("table get /k /j --table x", "unexpected argument /j", "Usage: confd table get <key> [options]\n")]
    [InlineData(
        "table stream",
        "missing command: expected one of \"enable\", \"disable\"",
        "Usage: confd table stream [command] [options]\n")]
    [InlineData(
        "flags set k maybe --table x",
        "<on|off> must be one of \"on\",\"off\" but got \"maybe\"",
        "Usage: confd flags set <key> <on|off> [options]\n")]
    [InlineData(
        "flags set k on --table x --table y", "--table takes one value but got 2", "Usage: confd flags set <key> <on|off> [options]\n")]
    [InlineData("flags set k on --table", "--table: missing value", "Usage: confd flags set <key> <on|off> [options]\n")]
    [InlineData("flags eval k --file x", "--context is missing", "Usage: confd flags eval [<key>] [options]\n")]
    public async Task Run_ToolUsedWrongly_ShowsItsUsageLine(string line, string error, string usage)
    {
        (await _host.RunAsync(line.Split(' '))).ShouldBe(1);

        _host.Error.ShouldBe($"confd: error: {error}\n");
        _host.Output.ShouldStartWith(usage);
        _host.Output.Split('\n').Length.ShouldBe(4);
    }

    [Theory]
    [InlineData("flags validate -Xmx1g")]
    [InlineData("flags validate -----BEGIN-----")]
    [InlineData("flags validate -1")]
    [InlineData("flags validate -- --flags")]
    public async Task Run_ArgumentThatBeginsWithADash_IsTakenWhereItIsNoFlag(string line)
    {
        (await _host.RunAsync(line.Split(' '))).ShouldBe(1);

        _host.Error.ShouldNotContain("unknown flag");
        _host.Error.ShouldContain(line.Split(' ')[^1]);
    }

    [Theory]
    [InlineData("confd table put <key>")]
    [InlineData("kv table put <key>")]
    [InlineData("confd-0.1.0-linux-musl-x64 table put <key>")]
    public void UnderOwnName_FileOfAnyName_IsCalledConfd(string usage) =>
        ToolParser.UnderOwnName(usage, "table").ShouldBe("confd table put <key>");

    [Fact]
    public async Task Run_BadEnum_IsAUsageError()
    {
        (await _host.RunAsync("--failure-mode", "never", "env")).ShouldBe(80);

        _host.Error.ShouldBe("confd: error: --failure-mode must be one of \"best-effort\",\"fail-fast\" but got \"never\"\n");
    }

    [Theory]
    [InlineData("--log-level", "not a valid level: \"loud\"")]
    [InlineData("--log-format", "not a valid log format: \"loud\"")]
    public async Task Run_UnknownLevelOrFormat_IsOnlyLogged(string flag, string message)
    {
        (await _host.RunAsync("--config-file", _folder["none.toml"], flag, "loud", "env")).ShouldBe(1);

        _host.Output.ShouldBe($"2026-01-01T00:00:00Z host confd[42]: ERROR {message}\n");
        _host.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_Version_NeedsNoBackend()
    {
        (await _host.RunAsync("--version")).ShouldBe(0);

        _host.Output.ShouldMatch(@"^confd \S+ \(Git SHA: \S*, \.NET Version: \S+\)\n$");
    }

    [Fact]
    public async Task Run_MalformedVariable_EndsWithStatusOne()
    {
        _host.Variables["CONFD_INTERVAL"] = "soon";

        (await _host.RunAsync("env")).ShouldBe(1);

        _host.Output.ShouldStartWith("Usage: confd env [flags]\n");
        _host.Error.ShouldContain("(from envar CONFD_INTERVAL=\"soon\")");
    }

    [Fact]
    public async Task Run_CheckConfigWithProblems_PrintsThemBelowEachOther()
    {
        _folder.Write("conf.d/a.toml", "[template]\nkeys = [\"/\"]");

        (await _host.RunAsync("--confdir", _folder.Path, "--config-file", _folder["none"], "--check-config", "env")).ShouldBe(1);

        var file = _folder["conf.d/a.toml"];
        _host.Error.ShouldBe(
            $"confd: error: {file}: src: required field is missing\n              {file}: dest: required field is missing\n");
        _host.Output.ShouldContain($"ERROR {file}: src: required field is missing\n");
        _host.Output.ShouldContain("INFO Validation complete: 0/1 files passed\n");
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _confd confd")]
    [InlineData("zsh", "#compdef confd")]
    [InlineData("fish", "-l reload-cmd-timeout -x")]
    public async Task Run_Completion_PrintsTheShellsScript(string shell, string expected)
    {
        (await _host.RunAsync("completion", shell)).ShouldBe(0);

        _host.Output.ShouldContain(expected);
    }

    // As in the Go program, whose parser asks whether it is there.
    [Theory]
    [InlineData("--help=false", "env")]
    [InlineData("env", "--help=0")]
    public async Task Run_HelpWithAnyValue_ShowsIt(params string[] words)
    {
        (await _host.RunAsync(words)).ShouldBe(0);

        _host.Output.ShouldStartWith("Usage: confd env [flags]");
    }

    [Theory]
    [InlineData("completion", "bash")]
    [InlineData("flags", "list", "--help")]
    [InlineData("table", "--help")]
    public async Task Run_OutputIsFull_ReportsItWithoutACrashMessage(params string[] arguments)
    {
        await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        (await new ConfdProgram(_host.Host with { Output = full }).RunAsync(arguments)).ShouldBe(1);

        _host.Error.ShouldMatch("^confd: error: No space left on device[^\n]*\n$");
    }
}
