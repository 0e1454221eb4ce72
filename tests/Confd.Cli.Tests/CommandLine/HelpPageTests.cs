using Confd.Cli.CommandLine;

namespace Confd.Cli.Tests.CommandLine;

public sealed class HelpPageTests
{
    [Theory]
    [InlineData("""\n  -h, --help {20,}Show this help and exit\.\n""")]
    [InlineData("""\n      --confdir="/etc/confd" {4,}folder that holds conf\.d and templates\n {30,}\(\$CONFD_CONFDIR\)\n""")]
    [InlineData("""\n      --config-file="/etc/confd/confd\.toml"\n {30,}settings file; need not exist\n""")]
    [InlineData("""\n      --\[no-\]template-cache {4,}""")]
    [InlineData("""\n      --reload-cmd-timeout=60s {4,}""")]
    [InlineData("""\n      --metrics-addr=STRING {4,}""")]
    [InlineData("""\n  dynamodb --table=STRING \[flags\]\n    Read keys""")]
    [InlineData("""\n  file --file=FILE \[flags\]\n""")]
    public void Write_Program_LaysFlagsOutInTwoColumns(string expected) => Page(null, 80).ShouldMatch(expected);

    [Fact]
    public void Write_Program_AlignsTheColumnOfTheHelp()
    {
        var rows = Page(null, 200)
            .Split('\n')
            .Where(line => line.Contains(" ($CONFD_", StringComparison.Ordinal) && line.Contains("    --"));

        rows.Where(row => !row.Contains("confd.toml", StringComparison.Ordinal))
            .Select(row => row.Length - row[row.IndexOf("--", StringComparison.Ordinal)..].Split("    ", 2)[1].TrimStart().Length)
            .Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void Write_Backend_AddsItsFlagsAfterAnEmptyLine() =>
        Page(CliCommands.Find("file"), 80).ShouldMatch(
            """      --version +print the version and exit\n\n      --file=FILE +YAML [^$]+\n      --filter="\*" +pattern [^$]+\n$""");

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Write_AnyWidth_IsKept(int width) =>
        Page(CliCommands.Find("env"), width)
            .Split('\n')
            .Where(line => line.Contains("  "))
            .ShouldAllBe(line => line.Length <= Math.Max(width, 80));

    [Fact]
    public void Write_EveryOptionAndVariable_IsShown()
    {
        var page = Page(null, 1000);

        foreach (var option in Options.Global)
        {
            page.ShouldContain(option.IsNegatable ? $"--[no-]{option.Name}" : option.Summary);
            page.ShouldContain(option.Variable is null ? option.Help : $"{option.Help} (${option.Variable})");
        }
    }

    private static string Page(CliCommand? command, int width)
    {
        using var page = new StringWriter { NewLine = "\n" };
        HelpPage.Write(page, command, width);
        return page.ToString();
    }
}
