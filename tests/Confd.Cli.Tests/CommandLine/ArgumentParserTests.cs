using Confd.Cli.CommandLine;

namespace Confd.Cli.Tests.CommandLine;

/// <summary>The messages are those of confd v0.41.1, whose parser is Kong 1.15.</summary>
public sealed class ArgumentParserTests
{
    private static readonly CliOption<string[]> Files =
        (CliOption<string[]>)CliCommands.BackendOptions.Single(option => option.Name == "file");

    [Theory]
    [InlineData("flag with a blank", "--interval 5 env")]
    [InlineData("flag with an equals sign", "--interval=5 env")]
    [InlineData("flag after the backend", "env --interval 5")]
    [InlineData("the last of several counts", "--interval 4 env --interval 5")]
    [InlineData("hexadecimal", "--interval 0x5 env")]
    [InlineData("octal with a bare zero", "--interval 05 env")]
    [InlineData("binary with underscores", "--interval 0b1_01 env")]
    [InlineData("plus sign", "--interval +5 env")]
    public void Parse_IntervalOfFive_IsRead(string name, string arguments)
    {
        var parsed = Parse(arguments);

        parsed.Values.Get(Options.Interval).ShouldBe(5, name);
        parsed.Command.ShouldBe(CliCommands.Find("env"));
    }

    [Theory]
    [InlineData("--noop env", true)]
    [InlineData("--noop=true env", true)]
    [InlineData("--noop=1 env", true)]
    [InlineData("--noop=YES env", true)]
    [InlineData("--noop=false env", false)]
    [InlineData("--noop=No env", false)]
    [InlineData("--noop --noop=0 env", false)]
    public void Parse_Switch_TakesItsValueOnlyAfterAnEqualsSign(string arguments, bool expected)
    {
        var parsed = Parse(arguments);

        parsed.Values.Get(Options.Noop).ShouldBe(expected);
        parsed.Values.SourceOf(Options.Noop).ShouldBe(OptionSource.Flag);
    }

    [Theory]
    [InlineData("env", true)]
    [InlineData("--no-template-cache env", false)]
    [InlineData("--template-cache=false env", false)]
    [InlineData("--no-template-cache=false env", true)]
    [InlineData("--no-template-cache env --template-cache", true)]
    public void Parse_NegatableSwitch_IsNegated(string arguments, bool expected) =>
        Parse(arguments).Values.Get(Options.TemplateCache).ShouldBe(expected);

    [Fact]
    public void Parse_RepeatedList_AddsUpAndKeepsCommas() =>
        Parse("file --file a,b --file=c").Values.Get(Files).ShouldBe(["a,b", "c"]);

    [Theory]
    [InlineData("1h30m", 5400)]
    [InlineData("-1.5s", -1.5)]
    [InlineData("0", 0)]
    [InlineData("500h", 500 * 3600)]
    [InlineData("576h", 24 * 86400)]
    public void Parse_Duration_IsReadLikeGoUpTo24Days(string text, double seconds) =>
        Parse($"--backend-timeout={text}").Values.Get(Options.BackendTimeout).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Parse_DoubleHyphen_MakesTheRestPositional() => Parse("-- env").Command.ShouldBe(CliCommands.Find("env"));

    [Fact]
    public void Parse_Tool_LeavesItsArgumentsAlone() =>
        Parse("table put --table T -x").ToolArguments.ShouldBe(["put", "--table", "T", "-x"]);

    [Theory]
    [InlineData("--help", null)]
    [InlineData("-h env", "env")]
    [InlineData("dynamodb --help", "dynamodb")]
    [InlineData("etcd --node x --help", "etcd")]
    public void Parse_Help_RecognizesTheCommand(string arguments, string? command)
    {
        var parsed = Parse(arguments);

        parsed.Values.Get(Options.Help).ShouldBeTrue();
        (parsed.Command?.Name).ShouldBe(command);
    }

    [Theory]
    [InlineData("mysql", "unexpected argument mysql", null)]
    [InlineData("en", "unexpected argument en, did you mean \"env\"?", null)]
    [InlineData("env more", "unexpected argument more", "env")]
    [InlineData("env -- --noop", "unexpected argument --noop", "env")]
    [InlineData("env --frobnicate", "unknown flag --frobnicate", "env")]
    [InlineData("--table x dynamodb", "unknown flag --table, did you mean \"--table\" after \"dynamodb\"?", null)]
    [InlineData("env --noob", "unknown flag --noob, did you mean \"--noop\"?", "env")]
    [InlineData("env --srv", "unknown flag --srv, did you mean one of \"--srv-domain\", \"--srv-record\"?", "env")]
    [InlineData("dynamodb -table x", "unknown flag -table, did you mean \"--table\"?", "dynamodb")]
    [InlineData("-table x dynamodb", "unknown flag -table, did you mean \"--table\" after \"dynamodb\"?", null)]
    [InlineData("env -onetime", "unknown flag -onetime, did you mean \"--onetime\"?", "env")]
    [InlineData("env -interval=5", "unknown flag -interval, did you mean \"--interval\"?", "env")]
    [InlineData("-help", "unknown flag -help, did you mean \"--help\"?", null)]
    [InlineData("env -onetmie", "unknown flag -onetmie, did you mean \"--onetime\"?", "env")]
    [InlineData("env -x", "unknown flag -x, did you mean \"-h\"?", "env")]
    [InlineData("--interval soon env", "--interval: expected a valid 64 bit int but got \"soon\"", null)]
    [InlineData("--interval 5s env", "--interval: expected a valid 64 bit int but got \"5s\": a number without a unit", null)]
    [InlineData("--interval 1__0 env", "--interval: expected a valid 64 bit int but got \"1__0\"", null)]
    [InlineData("--interval 08 env", "--interval: expected a valid 64 bit int but got \"08\"", null)]
    [InlineData("--interval 9223372036854775808", "--interval: expected a valid 64 bit int but got \"9223372036854775808\"", null)]
    [InlineData("--interval -1 env", "--interval: expected int value but got \"-1\" (short flag); perhaps try --interval=\"-1\"?", null)]
    [InlineData("--interval", "--interval: expected int value but got \"EOL\" (<EOL>)", null)]
    [InlineData(
        "--prefix --noop", "--prefix: expected string value but got \"--noop\" (long flag); perhaps try --prefix=\"--noop\"?", null)]
    [InlineData(
        "--backend-timeout 5 env", "--backend-timeout: expected duration but got \"5\": time: missing unit in duration \"5\"", null)]
    [InlineData(
        "--backend-timeout 5x", "--backend-timeout: expected duration but got \"5x\": time: unknown unit \"x\" in duration \"5x\"", null)]
    [InlineData("--backend-timeout=", "--backend-timeout: expected duration but got \"\": time: invalid duration \"\"", null)]
    [InlineData(
        "--backend-timeout=1\u00b5",
        "--backend-timeout: expected duration but got \"1\u00b5\": time: unknown unit \"\\xc2\\xb5\" in duration \"1\\xc2\\xb5\"",
        null)]
    [InlineData(
        "--backend-timeout=1.2.3s",
        "--backend-timeout: expected duration but got \"1.2.3s\": time: missing unit in duration \"1.2.3s\"",
        null)]
    [InlineData("--noop=maybe env", "--noop: bool value must be true, 1, yes, false, 0 or no but got \"maybe\"", null)]
    [InlineData("--noop maybe env", "unexpected argument maybe", null)]
    [InlineData("file --file", "--file: missing value, expecting \"<arg>\"", "file")]
    public void Parse_BadArguments_AreUsageErrors(string arguments, string message, string? command)
    {
        var usage = Should.Throw<UsageException>(() => Parse(arguments));

        usage.Message.ShouldBe(message);
        (usage.Command?.Name).ShouldBe(command);
        usage.ExitStatus.ShouldBe(80);
    }

    private static ParsedArguments Parse(string arguments) => ArgumentParser.Parse(arguments.Split(' '));
}
