using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>The page about threats names tests that exist.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "threat-model.md"));

    [Fact]
    public void Page_EveryTestItNames_Exists()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);
        var named = TestName()
            .Matches(Page)
            .Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value))
            .ToList();

        named.Count(test => test.Method.Length > 0).ShouldBeGreaterThan(40);
        named.Count(test => test.Method.Length == 0).ShouldBeGreaterThan(5);
        named.Where(test =>
            !files[test.Class].Any(
                file => test.Method.Length == 0 || File.ReadAllText(file).Contains($" {test.Method}(", StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Page_EveryThreat_IsHeldByATest()
    {
        var rows = Page.Split('\n').Where(line => line.StartsWith('|') && !line.Contains("---", StringComparison.Ordinal)
            && !line.EndsWith("| held by |", StringComparison.Ordinal)).ToList();

        rows.Count.ShouldBeGreaterThan(40);
        rows.Where(row => !TestName().IsMatch(row)).ShouldBeEmpty();
    }

    // A class by itself, or one of its methods.
    [GeneratedRegex(@"`(?<class>\w+Tests)(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TestName();
}
