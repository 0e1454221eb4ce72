using Confd.Cli.CommandLine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>The man page that packages install says what the program knows.</summary>
public sealed class ManPageTests
{
    /// <summary>Set to 1, the test writes the page instead of comparing with it.</summary>
    private const string ApproveVariable = "CONFD_APPROVE";

    private static readonly string File = Path.Combine(RepositoryFiles.Root, "packaging", "man", "confd.1");

    [Fact]
    public async Task Page_InThePackaging_IsThatOfTheOptionTable()
    {
        var page = ManPage.Text();
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            await System.IO.File.WriteAllTextAsync(File, page, TestContext.Current.CancellationToken);
        }

        var approved = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        (approved == page).ShouldBeTrue($"options or commands changed: run this test with {ApproveVariable}=1 and review {File}");
    }

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
