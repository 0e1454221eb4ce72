using Confd.Backends;
using Confd.Cli.CommandLine;

namespace Confd.Cli.Tests.CommandLine;

public sealed class VariablesTests
{
    [Fact]
    public void Apply_EveryVariableOfTheTable_IsRead()
    {
        foreach (var option in Options.Global.Where(option => option.Variable is not null))
        {
            var text = option.Kind switch
            {
                OptionKind.Integer => "7",
                OptionKind.Switch => "yes",
                OptionKind.Duration => "7s",
                _ => "x",
            };
            var parsed = ArgumentParser.Parse(["env"]);

            Variables.Apply(parsed, name => name == option.Variable ? text : null);

            parsed.Values.SourceOf(option).ShouldBe(OptionSource.Variable, option.Name);
        }
    }

    [Theory]
    [InlineData("CONFD_INTERVAL", "soon", "--interval: expected a valid 64 bit int but got \"soon\" (from envar CONFD_INTERVAL=\"soon\")")]
    [InlineData("CONFD_INTERVAL", "", "--interval: expected a valid 64 bit int but got \"\" (from envar CONFD_INTERVAL=\"\")")]
    [InlineData("CONFD_NOOP", "x", "--noop: bool value must be true, 1, yes, false, 0 or no but got \"x\" (from envar CONFD_NOOP=\"x\")")]
    public void Apply_MalformedVariable_IsNamedAndEndsWithStatusOne(string variable, string text, string message)
    {
        var parsed = ArgumentParser.Parse(["env", "--interval", "5"]);

        var usage = Should.Throw<UsageException>(() => Variables.Apply(parsed, name => name == variable ? text : null));

        usage.Message.ShouldBe(message);
        usage.ExitStatus.ShouldBe(1);
    }
}
