using Confd.Cli.Flags.Serve;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Flags.Serve;

public sealed class ConsoleTokensTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_LinesWithAndWithoutOwners_AreTokens()
    {
        _folder.Write("tokens", "# who may\nann  0123456789abcdef\r\n\nfedcba9876543210\n");

        ConsoleTokens.Read(_folder["tokens"]).Select(token => token.Owner).ShouldBe(["ann", null]);
    }

    [Theory]
    [InlineData("ann short-one-here", ":1: the line has a token of fewer than 16 characters")]
    [InlineData("\nann of sales 0123456789abcdef", ":2: the line is not of the form 'OWNER TOKEN'")]
    [InlineData("ann 0123456789abcdef\nbob 0123456789abcdef", ":2: the line has the token of another line")]
    [InlineData("# nobody", "is empty")]
    public void Read_InvalidToken_IsRefusedWithoutQuotingIt(string text, string problem)
    {
        _folder.Write("tokens", text);

        var message = Should.Throw<ConfigurationException>(() => ConsoleTokens.Read(_folder["tokens"])).Message;

        message.ShouldContain(problem);
        message.ShouldNotContain("0123456789abcdef");
        message.ShouldNotContain("short-one-here");
    }
}
