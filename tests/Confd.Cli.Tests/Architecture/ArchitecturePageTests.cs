using System.Text.RegularExpressions;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Architecture;

/// <summary>The page about the architecture draws what there is.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "architecture.md"));

    [Fact]
    public void Flows_EveryTypeTheyPass_Exists()
    {
        var types = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(file => Path.GetFileName(file).Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);
        var flows = Page[Page.IndexOf("## Five flows", StringComparison.Ordinal)..Page.IndexOf("## Following changes", StringComparison.Ordinal)];
        var passed = Block().Matches(flows).SelectMany(block => TypeName().Matches(block.Value)).Select(match => match.Value).ToList();

        passed.Count.ShouldBeGreaterThan(30);
        passed.Where(name => !types.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Layers_EveryFolderOfTheEngine_IsInTheTable()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(RepositoryFiles.Root, "src", "Confd.Engine"))
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name is not ("bin" or "obj"));

        folders.Where(name => !Page.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex("```text\n.*?```", RegexOptions.Singleline, 10_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\b[A-Z][a-z]+([A-Z][A-Za-z]*)+\b|\bI[A-Z][A-Za-z]+\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TypeName();
}
