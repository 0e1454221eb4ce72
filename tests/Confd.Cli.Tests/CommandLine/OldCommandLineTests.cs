using Confd.Cli.CommandLine;

namespace Confd.Cli.Tests.CommandLine;

/// <summary>Command lines as scripts and units of confd 0.16 have them.</summary>
public sealed class OldCommandLineTests
{
    [Theory]
    [InlineData("-backend dynamodb -table T", "confd dynamodb --table T")]
    [InlineData("-onetime -backend=dynamodb -table=T -prefix=/app", "confd dynamodb --onetime --table T --prefix /app")]
    [InlineData("--backend env --onetime", "confd env --onetime")]
    [InlineData(
        "-watch=true -noop=false -backend redis -node 127.0.0.1:6379 -node r2:6379",
        "confd redis --watch --noop=false --node 127.0.0.1:6379 --node r2:6379")]
    [InlineData("-backend etcdv3 -node http://127.0.0.1:2379 -interval 10", "confd etcd --node http://127.0.0.1:2379 --interval 10")]
    [InlineData("-backend file -file a.yaml -filter *.yaml", "confd file --file a.yaml --filter '*.yaml'")]
    [InlineData("-backend vault -auth-type token -auth-token s.abc", "confd vault --auth-type token --auth-token AUTH-TOKEN")]
    [InlineData("-backend ssm -node x -secret-keyring k", "confd ssm (without -node, -secret-keyring, which it does not know)")]
    public void Parse_BackendAsAFlag_NamesTheCommandLineOfToday(string arguments, string expected)
    {
        var error = Should.Throw<UsageException>(() => ArgumentParser.Parse(arguments.Split(' ')));

        error.Message.ShouldStartWith("unknown flag -");
        error.Message.ShouldEndWith($"backend: the backend is a command now, and flags have two hyphens; write: {expected}");
        error.Message.ShouldNotContain("s.abc");
        error.ExitStatus.ShouldBe(80);
    }

    [Theory]
    [InlineData("-backend rancher", "unknown flag -backend: the backend is a command now, and no backend is named rancher")]
    [InlineData("-backend", "unknown flag -backend: the backend is a command now, and no backend is named ''")]
    [InlineData("-backend table", "unknown flag -backend: the backend is a command now, and no backend is named table")]
    [InlineData("-onetime", "unknown flag -onetime, did you mean \"--onetime\"?")]
    [InlineData("env -backend dynamodb", "unknown flag -backend, did you mean \"--backend-timeout\"?")]
    [InlineData(
        "--prefix -backend", "--prefix: expected string value but got \"-backend\" (short flag); perhaps try --prefix=\"-backend\"?")]
    public void Parse_OtherMistakes_KeepTheirMessages(string arguments, string expected) =>
        Should.Throw<UsageException>(() => ArgumentParser.Parse(arguments.Split(' '))).Message.ShouldBe(expected);

    [Theory]
    [InlineData("confd dynamodb --table T --onetime")]
    [InlineData("confd vault --auth-type token --auth-token AUTH-TOKEN")]
    public void Advice_IsACommandLineThatParses(string advice) =>
        ArgumentParser.Parse(advice.Split(' ')[1..]).Command!.Name.ShouldBe(advice.Split(' ')[1]);
}
