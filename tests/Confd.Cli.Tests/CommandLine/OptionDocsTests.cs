using Confd.Cli.CommandLine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.CommandLine;

/// <summary>The page about the command line says what the option table says.</summary>
public sealed class OptionDocsTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "command-line.md"));

    [Fact]
    public void Page_GlobalOptions_AreThoseOfTheTable() => Page.ShouldContain(OptionDocs.Table(Options.Global));

    [Fact]
    public void Page_BackendOptions_AreThoseOfTheTable()
    {
        foreach (var command in CliCommands.All.Where(command => command.Options.Count > 0))
        {
            Page.ShouldContain(OptionDocs.Table(command.Options));
        }
    }

    [Fact]
    public void Page_EveryCommand_IsMentioned()
    {
        foreach (var command in CliCommands.All)
        {
            Page.ShouldContain($"`{command.Name}`");
        }
    }
}
