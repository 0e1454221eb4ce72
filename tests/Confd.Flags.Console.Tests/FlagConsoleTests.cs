using Confd.Flags.Console.Access;

namespace Confd.Flags.Console.Tests;

public sealed class FlagConsoleTests
{
    [Fact]
    public void Constructor_NeitherTokensNorEverybody_IsRefused()
    {
        Should.Throw<ArgumentException>(() => new FlagConsole([])).Message.ShouldStartWith("a console needs tokens, or AdmitsEverybody");
        Should.Throw<ArgumentException>(
            () => new FlagConsole(
                [], new FlagConsoleOptions { Tokens = [new ConsoleToken(null, ServedConsole.AnnsToken)], AdmitsEverybody = true }));
    }

    [Fact]
    public void Constructor_TokenThatCanBeGuessed_IsRefused() =>
        Should.Throw<ArgumentException>(() => new FlagConsole([], new FlagConsoleOptions { Tokens = [new ConsoleToken("ann", "short")] }))
            .Message.ShouldNotContain("short ");
}
