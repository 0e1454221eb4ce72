using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>What the pages refer to inside of the repository exists.</summary>
public sealed partial class DocsLinkTests
{
    public static TheoryData<string> Pages { get; } = [.. MarkdownPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadToFilesAndHeadingsThatExist(string name)
    {
        var page = Read(name);

        page.Links.Where(link => !LeavesTheRepository(link.Text)).Select(link => FindProblem(page, link)).OfType<string>().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Scripts_NamedInAPage_Exist(string name)
    {
        var page = Read(name);

        page.CodeLines.Concat(page.CodeSpans)
            .SelectMany(code => Script().Matches(code.Text).Select(match => code with { Text = match.Groups["path"].Value }))
            .Where(script => !IsInRepository(page, script.Text))
            .Select(script => $"line {script.Line}: there is no {script.Text}")
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Paths_NamedInAPage_Exist(string name)
    {
        var page = Read(name);

        page.CodeLines.Concat(page.CodeSpans)
            .SelectMany(code =>
                RepositoryPath().Matches(code.Text).Select(match => code with { Text = match.Groups["path"].Value.TrimEnd('.', '/') }))
            .Where(path => !IsBuilt(path.Text) && !IsInRepository(page, path.Text))
            .Select(path => $"line {path.Line}: there is no {path.Text}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Pages_OfTheRepository_AreFound() =>
        new[] { "README.md", "docs/command-line.md", "samples/nginx/README.md", "src/Confd.Flags/README.md" }
            .ShouldBeSubsetOf(MarkdownPage.All);

    private static MarkdownPage Read(string name) => MarkdownPage.Read(Path.Combine(RepositoryFiles.Root, name));

    private static bool LeavesTheRepository(string target) =>
        target.Contains("://") || target.StartsWith("mailto:", StringComparison.Ordinal);

    private static string? FindProblem(MarkdownPage page, DocsText link)
    {
        var parts = link.Text.Split('#', 2);
        var path = parts[0].Length == 0 ? page.Path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.Path)!, parts[0]));
        if (!Path.Exists(path))
        {
            return $"line {link.Line}: there is no {link.Text}";
        }

        return parts.Length == 1 || MarkdownPage.Read(path).Anchors.Contains(parts[1])
            ? null
            : $"line {link.Line}: no heading answers to {link.Text}";
    }

    private static bool IsInRepository(MarkdownPage page, string path) =>
        Path.Exists(Path.Combine(RepositoryFiles.Root, path)) || Path.Exists(Path.Combine(Path.GetDirectoryName(page.Path)!, path));

    private static bool IsBuilt(string path) => path.Split('/').Any(part => part is "bin" or "obj");

    [GeneratedRegex(@"(?<![\w/*.-])(?<path>[\w./-]+\.sh)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Script();

    [GeneratedRegex(
        @"(?<![\w/*.$-])(?<path>(\.\./)*(src|tests|docs|samples|packaging|eng|bench|integrations)/[\w./-]+)(?![\w*{])",
        RegexOptions.ExplicitCapture)]
    private static partial Regex RepositoryPath();
}
