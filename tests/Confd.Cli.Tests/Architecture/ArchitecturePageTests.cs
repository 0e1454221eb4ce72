using System.Text.RegularExpressions;
using Confd.Engine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>The page about the architecture draws what there is.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "architecture.md"));

    [Fact]
    public void Flows_EveryTypeTheyPass_Exists()
    {
        var types = RepositoryFiles.Sources
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);
        var flows =
            Page[Page.IndexOf("## Flows", StringComparison.Ordinal)..Page.IndexOf("## Following changes", StringComparison.Ordinal)];
        var passed = Block().Matches(flows).SelectMany(block => TypeName().Matches(block.Value)).Select(match => match.Value).ToList();

        passed.Count.ShouldBeGreaterThan(30);
        passed.Where(name => !types.Contains(name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Confd.Engine")]
    [InlineData("Confd.Cli")]
    public void Folders_OfTheProject_AreInItsTable(string project)
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(RepositoryFiles.Root, "src", project))
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name is not ("bin" or "obj"));

        folders.Where(name => !Page.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void PublicTypes_OfTheEngine_AreCountedOnThePageAndAtMostTwentyFive()
    {
        var count = typeof(ConfdEngine).Assembly.GetExportedTypes().Length;

        count.ShouldBeLessThanOrEqualTo(25);
        Page.ShouldContain($"\n{count} public types: ");
    }

    [Fact]
    public void SharedFolders_OfTheEngineThatTheProgramUses_AreThoseOfThePage()
    {
        string[] facade = ["Flags", "Observing", "Running", "Updating"];
        var used =
            from file in Directory.EnumerateFiles(
                Path.Combine(RepositoryFiles.Root, "src", "Confd.Cli"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal)
            from match in EngineUsing().Matches(File.ReadAllText(file))
            let folder = match.Groups["folder"].Value
            where !facade.Contains(folder)
            select folder;
        var line = Page.Split('\n').Single(text => text.StartsWith("The ground: ", StringComparison.Ordinal));
        var named = FolderName().Matches(line).Select(match => match.Groups["name"].Value);

        used.Distinct().Order(StringComparer.Ordinal).ShouldBe(named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^using (static )?Confd\.Engine\.(?<folder>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex EngineUsing();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex FolderName();

    [GeneratedRegex("```text\n.*?```", RegexOptions.Singleline, 10_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\b[A-Z][a-z]+([A-Z][A-Za-z]*)+\b|\bI[A-Z][A-Za-z]+\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TypeName();
}
