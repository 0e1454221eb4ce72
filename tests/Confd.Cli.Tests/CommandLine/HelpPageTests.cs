using Confd.Cli.CommandLine;

namespace Confd.Cli.Tests.CommandLine;

public sealed class HelpPageTests
{
    [Theory]
    [InlineData("  -h, --help                      Show this help and exit.\n")]
    [InlineData("      --confdir=\"/etc/confd\"      folder that holds conf.d and templates\n                                  ($CONFD_CONFDIR)\n")]
    [InlineData("      --config-file=\"/etc/confd/confd.toml\"\n                                  settings file; need not exist\n")]
    [InlineData("      --[no-]template-cache       ")]
    [InlineData("      --reload-cmd-timeout=60s    ")]
    [InlineData("      --metrics-addr=STRING       ")]
    [InlineData("  dynamodb --table=STRING [flags]\n    Read keys")]
    [InlineData("  file --file=FILE [flags]\n")]
    public void Write_Program_LaysFlagsOutInTwoColumns(string expected) => Page(null, 80).ShouldContain(expected);

    [Fact]
    public void Write_Backend_AddsItsFlagsAfterAnEmptyLine() =>
        Page(CliCommands.File, 80).ShouldEndWith(
            """
                  --version                   print the version and exit

                  --file=FILE                 YAML or JSON file or folder to read;
                                              repeatable
                  --filter="*"                pattern of the file names read from folders

            """);

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void Write_AnyWidth_IsKept(int width) =>
        Page(CliCommands.Env, width).Split('\n').Where(line => line.Contains("  ")).ShouldAllBe(line => line.Length <= Math.Max(width, 80));

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
