using System.Net;
using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>The examples in the documentation of public types are code that is compiled: each stands line by line in a test.</summary>
public sealed partial class DocExampleTests
{
    public static TheoryData<string, string> Examples =>
    [
        .. from file in RepositoryFiles.Sources
           from Match match in Code().Matches(File.ReadAllText(file))
           let code = WebUtility.HtmlDecode(Slashes().Replace(match.Groups["code"].Value, ""))
           select (Path.GetRelativePath(RepositoryFiles.Root, file), code),
    ];

    private static readonly Lazy<string> Compiled = new(() => ReadmeCode.LinesOf(
        Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))));

    [Fact]
    public void Types_ThatPeopleBeginWith_HaveAnExample() => Examples.Count.ShouldBeGreaterThan(10);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_OfAType_IsCodeOfATest(string file, string code) =>
        Compiled.Value.ShouldContain(ReadmeCode.Lines(code), Case.Sensitive, file);

    [GeneratedRegex(@"<example>[\s/]*<code>(?<code>.*?)</code>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex("^ *///", RegexOptions.Multiline, 10_000)]
    private static partial Regex Slashes();
}
