using Confd.Cli.CommandLine;
using Confd.Cli.Tests.Support;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>Every command line of <c>confd</c> in the documentation is one that the program understands. <see cref="DocsRunTests"/> runs
/// them.</summary>
public sealed class DocsCommandTests
{
    public static TheoryData<string> Pages { get; } = [.. MarkdownPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_InCodeBlocksOfAPage_AreUnderstood(string name)
    {
        var page = MarkdownPage.Read(Path.Combine(RepositoryFiles.Root, name));

        page.CodeLines.Where(line => !ShellLine.IsSynopsis(line.Text))
            .SelectMany(line => ShellLine.ConfdCalls(line.Text).Select(call => FindProblem(call, line)))
            .OfType<string>().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_InTheTextOfAPage_NameKnownCommandsAndFlags(string name)
    {
        var page = MarkdownPage.Read(Path.Combine(RepositoryFiles.Root, name));

        page.CodeSpans.Where(span => span.Text.StartsWith("confd ", StringComparison.Ordinal) && !ShellLine.IsSynopsis(span.Text))
            .SelectMany(span => ShellLine.ConfdCalls(span.Text).Select(call => FindProblem(call, span, isWhole: false)))
            .OfType<string>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("confd dynamodb --tabel T", "unknown flag --tabel")]
    [InlineData("confd table frobnicate --table T", "frobnicate")]
    [InlineData("A=b confd flags status --table T --nope | less", "--nope")]
    [InlineData("confd dynamodb --table T --interval soon", "int")]
    public void Commands_ThatAreWrong_AreFound(string line, string problem) =>
        ShellLine.ConfdCalls(line)
            .Select(call => FindProblem(call, new DocsText(1, line)))
            .ShouldHaveSingleItem()
            .ShouldNotBeNull()
            .ShouldContain(problem);

    [Fact]
    public void Commands_OfTheReadme_AreFound()
    {
        var page = MarkdownPage.Read(Path.Combine(RepositoryFiles.Root, "README.md"));

        page.CodeLines.SelectMany(line => ShellLine.ConfdCalls(line.Text)).Count().ShouldBeGreaterThan(3);
    }

    private static string? FindProblem(IReadOnlyList<string> arguments, DocsText code, bool isWhole = true)
    {
        try
        {
            var parsed = ArgumentParser.Parse(arguments);
            return parsed.Command?.Kind == CliCommandKind.Tool
                ? FindProblemOfTool([parsed.Command.Name, .. parsed.ToolArguments], code, isWhole)
                : null;
        }
        catch (UsageException problem)
        {
            return $"line {code.Line}: {code.Text}: {problem.Message}";
        }
    }

    private static string? FindProblemOfTool(string[] arguments, DocsText code, bool isWhole)
    {
        var result = new CapturedHost().Tools.Parse(arguments);

        // Running text may speak of a command without all that it needs.
        var errors = isWhole ? result.Errors.Select(error => error.Message) : result.UnmatchedTokens.Select(token => $"unknown: {token}");
        var text = string.Join("; ", errors);
        return text.Length == 0 ? null : $"line {code.Line}: {code.Text}: {text}";
    }
}
