using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>The messages of <c>docs/troubleshooting.md</c> are those that the program has: each fixed part of one is in a source
/// file.</summary>
public sealed partial class TroubleshootingTests
{
    private const char Varying = '…';

    public static TheoryData<string> Messages { get; } = [.. ReadMessages()];

    private static string Sources { get; } = string.Join('\n', RepositoryFiles.Sources.Select(File.ReadAllText));

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_OfThePage_IsOneOfTheProgram(string message)
    {
        var pieces = message.Split(Varying, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        pieces.Max(piece => piece.Length).ShouldBeGreaterThan(9, "too little of the message is fixed to find it");
        pieces.Where(piece => !Sources.Contains(piece, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Messages_OfThePage_AreManyAndDifferent()
    {
        var messages = ReadMessages().ToList();

        messages.Count.ShouldBeGreaterThan(30);
        messages.ShouldBeUnique();
    }

    private static IEnumerable<string> ReadMessages() =>
        File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "troubleshooting.md"))
            .Select(line => MessageHeading().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups["message"].Value);

    [GeneratedRegex("^### `(?<message>.+)`$", RegexOptions.ExplicitCapture)]
    private static partial Regex MessageHeading();
}
