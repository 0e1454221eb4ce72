using Confd.Cli.CommandLine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>The man page that packages install says what the program knows.</summary>
public sealed class ManPageTests
{
    private static readonly string File = Path.Combine(RepositoryFiles.Root, "packaging", "man", "confd.1");

    [Fact]
    public Task Page_InThePackaging_IsThatOfTheOptionTable() => ApprovedPage.CompareAsync(File, ManPage.Text());

    [Fact]
    public void Page_EveryFlag_IsInIt()
    {
        var page = System.IO.File.ReadAllText(File).Replace("\\-", "-", StringComparison.Ordinal);

        CliCommands.All.SelectMany(command => command.Options).Concat(Options.Global)
            .Where(option => !page.Contains(option.IsNegatable ? $"--[no-]{option.Name}" : option.Flag, StringComparison.Ordinal))
            .Select(option => option.Flag)
            .ShouldBeEmpty();
        page.ShouldContain("confd flags sync");
        page.ShouldContain("--webhook-secret-file");
    }
}
