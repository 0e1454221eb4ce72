using System.CommandLine;
using Confd.Cli.Tests.Support;
using Confd.Cli.Tools;

namespace Confd.Cli.Tests.Tools;

/// <summary>Checks of option combinations do not hide the parser's errors about single options.</summary>
public sealed class CommandChecksTests
{
    public static TheoryData<string> Commands => [.. Leaves(new CapturedHost().Tools, []).Select(path => string.Join(' ', path))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Parse_OptionWithoutItsValue_IsAnError(string command)
    {
        foreach (var option in OptionsOf(command).Where(option => option.Arity.MinimumNumberOfValues > 0))
        {
            new CapturedHost().Tools.Parse([.. command.Split(' '), option.Name]).Errors.ShouldNotBeEmpty(option.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Parse_OptionWithAValueOfAnotherKind_DoesNotThrow(string command)
    {
        foreach (var option in OptionsOf(command))
        {
            Should.NotThrow(() => new CapturedHost().Tools.Parse([.. command.Split(' '), option.Name, "\u0001:{]"]), option.Name);
        }
    }

    [Fact]
    public void Check_ValidatorThrows_IsNotHidden()
    {
        var command = new Command("any") { new System.CommandLine.Option<int>("--count") };
        command.Check(_ => throw new InvalidOperationException("a defect"));

        Should.Throw<InvalidOperationException>(() => command.Parse("--count 1")).Message.ShouldBe("a defect");
        Should.Throw<InvalidOperationException>(() => command.Parse("--count x")).Message.ShouldBe("a defect");
    }

    private static IEnumerable<System.CommandLine.Option> OptionsOf(string command)
    {
        Command found = new CapturedHost().Tools;
        foreach (var name in command.Split(' '))
        {
            found = found.Subcommands.Single(subcommand => subcommand.Name == name);
        }

        return found.Options;
    }

    private static IEnumerable<string[]> Leaves(Command command, string[] path) => command.Subcommands.Count == 0
        ? [path]
        : command.Subcommands.SelectMany(subcommand => Leaves(subcommand, [.. path, subcommand.Name]));
}
