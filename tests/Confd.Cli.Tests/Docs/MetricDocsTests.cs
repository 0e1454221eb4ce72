using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>Metrics that the original does not have stand on a page.</summary>
public sealed partial class MetricDocsTests
{
    [Fact]
    public void Metrics_OfTablesAndFlags_StandOnAPage()
    {
        var pages = string.Concat(Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md").Select(File.ReadAllText));
        var names = Directory.EnumerateDirectories(Path.Combine(RepositoryFiles.Root, "src"))
            .Where(project => Path.GetFileName(project) is "Confd.DynamoDb" or ['C', 'o', 'n', 'f', 'd', '.', 'F', 'l', 'a', 'g', 's', ..])
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Name().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        names.Count.ShouldBeGreaterThan(10);
        names.Where(name => !Regex.IsMatch(pages, $@"\b{name}\b", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .ShouldBeEmpty("name them on a page");
    }

    [GeneratedRegex("\"(?<name>confd_[a-z0-9_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
