using System.Text.RegularExpressions;
using System.Xml.Linq;
using Confd.Cli.Backends;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>The rules about the solution as a whole that no analyzer knows; <c>docs/architecture.md</c> explains them.</summary>
public sealed partial class ArchitectureTests
{
    private const int MaxFileLines = 400;

    private const int MaxColumns = 140;

    private const string Logging = "Microsoft.Extensions.Logging.Abstractions";

    // Which project may reference which stands on the page.
    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["Confd.Aws"] = [Logging, "AWSSDK.Core", "AWSSDK.SecurityToken", "AWSSDK.SSO", "AWSSDK.SSOOIDC"],
        ["Confd.Backends"] = [Logging],
        ["Confd.Backends.Aws"] = [Logging],
        ["Confd.Backends.DynamoDb"] = [Logging],
        ["Confd.Backends.Etcd"] = [Logging, "Google.Protobuf", "Grpc.Net.Client", "Grpc.Tools"],
        ["Confd.Backends.Http"] = [Logging],
        ["Confd.Backends.ZooKeeper"] = [Logging],
        ["Confd.Backends.Redis"] = [Logging, "StackExchange.Redis"],
        ["Confd.DynamoDb"] = [Logging, "AWSSDK.Core", "AWSSDK.DynamoDBv2"],
        ["Confd.Engine"] = [Logging, "YamlDotNet"],
        ["Confd.Flags"] = [Logging],
        ["Confd.Flags.Sync"] = [Logging],
        ["Confd.Flags.Events"] = [Logging],
        ["Confd.Flags.Service"] = ["System.IO.Hashing"],
        ["Confd.Flags.DynamoDb"] = [Logging],
        ["Confd.Extensions.Configuration"] = ["Microsoft.Extensions.Configuration", "Microsoft.Extensions.Diagnostics.HealthChecks"],
        ["Confd.Extensions.Flags"] =
        [
            "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks",
            "Microsoft.Extensions.Hosting.Abstractions",
        ],
        ["Confd.Cli"] = ["System.CommandLine"],
    };

    private static readonly string[] ProjectSuppressions = [];

    [Fact]
    public void Projects_References_AreTheArrowsOfThePage()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "architecture.md"));
        var start = page.IndexOf("```text", page.IndexOf("## Projects", StringComparison.Ordinal), StringComparison.Ordinal);
        var block = page[start..page.IndexOf("```\n", start + 7, StringComparison.Ordinal)].Replace(",\n", ",", StringComparison.Ordinal);
        var drawn =
            from match in ArrowLine().Matches(block)
            from target in match.Groups["targets"].Value.Split(',', StringSplitOptions.TrimEntries)
            select $"Confd.{match.Groups["project"].Value} -> Confd.{target}";

        ReferencesOfAll(isProject: true).ShouldBe(drawn, ignoreOrder: true, "a new arrow needs its reason in docs/architecture.md");
    }

    [Fact]
    public void Projects_Packages_AreThoseAllowed() =>
        ReferencesOfAll(isProject: false).Except(
            from row in AllowedPackages
            from package in row.Value
            select $"{row.Key} -> {package}")
            .ShouldBeEmpty("a new package needs a row here");

    [Fact]
    public void Projects_Each_HasItsRowOnThePage()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "architecture.md"));

        ProjectFiles("src").Select(Path.GetFileNameWithoutExtension)
            .Where(name => !page.Contains($"| `{name}` |", StringComparison.Ordinal))
            .ShouldBeEmpty("write a row in docs/architecture.md");
    }

    [Fact]
    public void Backends_Names_AreComparedNowhere()
    {
        // The original's names, those of its older command lines, and a format of `confd table import`.
        string[] allowed = ["ServedBackends.cs", "OldCommandLine.cs", "ImportFile.cs"];

        // These two are words of other things as well: only where they are compared.
        string[] common = ["env", "file"];
        var either = string.Join('|', common);
        var own = string.Join('|', ServedBackends.All.Factories.Select(factory => factory.Name).Except(common));
        var name = new Regex(
            $"\"({own})\"|(==|!=|\\bis|\\bor|\\bcase) \"({either})\"|\"({either})\" (=>|or\\b|when\\b)",
            RegexOptions.None,
            TimeSpan.FromSeconds(10));
        var found =
            from project in new[] { "Confd.Backends", "Confd.Engine", "Confd.Cli" }
            from line in Matching(name)
            where line.File.Contains($"/src/{project}/", StringComparison.Ordinal) && !allowed.Contains(Path.GetFileName(line.File))
            where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
            select line.ToString();

        found.ShouldBeEmpty("what differs between backends is a property of IKeyBackendFactory or BackendOption");
    }

    [Fact]
    public void Projects_Packages_HaveNoVersionOfTheirOwn() =>
        ProjectFiles("src").Concat(ProjectFiles("tests"))
            .Where(file => XDocument.Load(file).Descendants("PackageReference").Any(package => package.Attribute("Version") is not null))
            .ShouldBeEmpty("versions live in Directory.Packages.props");

    [Fact]
    public void Suppressions_Each_HasItsReasonOnTheSameLine() =>
        Matching(SuppressionLine()).Where(line => !ReasonGiven().IsMatch(line.Text)).Select(line => line.ToString()).ShouldBeEmpty();

    [Fact]
    public void Suppressions_OfBannedApis_AreCounted() =>
        Matching(SuppressionLine()).Where(line => line.Text.Contains("RS0030", StringComparison.Ordinal)).Select(line => line.ToString())
            .ShouldBeEmpty("a banned API stays banned; take the alternative that eng/BannedSymbols.txt names");

    [Fact]
    public void Suppressions_OfWholeProjects_AreThoseOfTheList()
    {
        var found =
            from file in ProjectFiles("src").Concat(ProjectFiles("tests"))
            from element in XDocument.Load(file).Descendants()
            where element.Name.LocalName is "NoWarn" or "WarningsNotAsErrors"
            from rule in element.Value.Split(';', StringSplitOptions.RemoveEmptyEntries)
            where rule[0] != '$'
            select $"{Path.GetFileNameWithoutExtension(file)}: {rule}";

        found.ShouldBe(ProjectSuppressions, ignoreOrder: true, "a rule that does not fit goes into .editorconfig with its reason");
    }

    [Fact]
    public void Sources_NoFile_IsTooLong() =>
        SourceFiles("src")
            .Select(file => (File: file, Lines: File.ReadLines(file).Count()))
            .Where(row => row.Lines > MaxFileLines)
            .Select(row => $"{row.File}: {row.Lines} lines")
            .ShouldBeEmpty("look for the second thing that the file does");

    [Fact]
    public void Sources_NoLine_IsTooWide()
    {
        var wide =
            from folder in new[] { "src", "tests", "bench", "samples", "integrations" }
            from file in SourceFiles(folder)
            from line in folder == "src" ? File.ReadLines(file).Index() : LinesOfCode(file)
            where line.Item.Length > MaxColumns
            select $"{Path.GetRelativePath(RepositoryFiles.Root, file)}:{line.Index + 1}";

        wide.ShouldBeEmpty($"more than {MaxColumns} columns; .editorconfig says so to editors");
    }

    [Fact]
    public void Sources_Todos_NameAnIssue() =>
        Matching(Todo()).Select(line => line.ToString()).ShouldBeEmpty();

    // Without the lines inside raw strings: data of tests keeps the form in which it was recorded or is compared.
    private static IEnumerable<(int Index, string Item)> LinesOfCode(string file)
    {
        string? end = null;
        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            if (end is not null)
            {
                end = line.Contains(end, StringComparison.Ordinal) ? null : end;
                continue;
            }

            var quotes = RawQuotes().Matches(line).Select(match => match.Value).ToList();
            end = quotes.Count % 2 == 0 || line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? null : quotes[^1];
            yield return (index, line);
        }
    }

    private static IEnumerable<string> ProjectFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.csproj", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file));

    private static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file));

    private static bool IsBuilt(string file) =>
        file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal);

    private static IEnumerable<string> ReferencesOfAll(bool isProject) =>
        from file in ProjectFiles("src")
        from reference in References(file)
        where reference.IsProject == isProject
        select $"{Path.GetFileNameWithoutExtension(file)} -> {reference.Name}";

    private static IEnumerable<(string Name, bool IsProject)> References(string projectFile)
    {
        var project = XDocument.Load(projectFile);
        var projects = project.Descendants("ProjectReference")
            .Select(one => (Path.GetFileNameWithoutExtension(one.Attribute("Include")!.Value), true));
        var packages = project.Descendants("PackageReference").Select(one => (one.Attribute("Include")!.Value, false));
        return projects.Concat(packages);
    }

    private static IEnumerable<SourceLine> Matching(Regex pattern) =>
        from folder in new[] { "src", "tests" }
        from file in SourceFiles(folder)
        where Path.GetFileName(file) != "ArchitectureTests.cs"
        from line in File.ReadLines(file).Select((text, index) => new SourceLine(file, index + 1, text))
        where pattern.IsMatch(line.Text)
        select line;

    [GeneratedRegex(
        @"#pragma warning disable|\[(assembly: |module: )?(Unconditional)?SuppressMessage\(|#nullable disable", RegexOptions.None, 10_000)]
    private static partial Regex SuppressionLine();

    [GeneratedRegex(@"Justification = ""[^""]{8,}""|//.{8,}", RegexOptions.None, 10_000)]
    private static partial Regex ReasonGiven();

    [GeneratedRegex(@"^(?<project>[\w.]+) +-> (?<targets>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ArrowLine();

    [GeneratedRegex("\"{3,}", RegexOptions.None, 10_000)]
    private static partial Regex RawQuotes();

    [GeneratedRegex(@"//.*\b(TODO|FIXME|HACK)\b(?!.*#[0-9])", RegexOptions.None, 10_000)]
    private static partial Regex Todo();

    private sealed record SourceLine(string File, int Number, string Text)
    {
        public override string ToString() => $"{Path.GetRelativePath(RepositoryFiles.Root, File)}:{Number}: {Text.Trim()}";
    }
}
