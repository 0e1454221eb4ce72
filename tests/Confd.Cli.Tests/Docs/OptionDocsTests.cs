using System.Text.RegularExpressions;
using Confd.Cli.CommandLine;
using Confd.TestSupport;

namespace Confd.Cli.Tests.Docs;

/// <summary>The page about the command line says what the option table says.</summary>
public sealed class OptionDocsTests
{
    private static readonly string File = Path.Combine(RepositoryFiles.Root, "docs", "command-line.md");

    [Fact]
    public async Task Page_Tables_AreThoseOfTheOptions()
    {
        var page = WithTable(await ReadAsync(), "every backend", Options.Global);
        foreach (var command in CliCommands.All.Where(command => command.Options.Count > 0))
        {
            page = WithTable(page, $"`{command.Name}`", command.Options);
        }

        await ApprovedPage.CompareAsync(File, page);
    }

    [Fact]
    public async Task Page_EveryCommand_IsMentioned()
    {
        var page = await ReadAsync();

        CliCommands.All.Where(command => !page.Contains($"`{command.Name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // The table stands right behind its heading.
    private static string WithTable(string page, string whose, IEnumerable<CliOption> options)
    {
        var place = new Regex(
            @$"^#+ Options of {Regex.Escape(whose)}\n\n(?<table>(\|.*\n)*)",
            RegexOptions.Multiline | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(10));
        var table = place.Match(page).Groups["table"];
        table.Success.ShouldBeTrue($"docs/command-line.md has no heading 'Options of {whose}'");
        return page[..table.Index] + OptionDocs.Table(options) + page[(table.Index + table.Length)..];
    }

    private static Task<string> ReadAsync() => System.IO.File.ReadAllTextAsync(File, Cancellation);
}
