using System.Text;
using Confd.Cli.CommandLine;

namespace Confd.Cli.Tests.Docs;

/// <summary>The option table as the Markdown of <c>docs/command-line.md</c>.</summary>
internal static class OptionDocs
{
    /// <summary>The table of options.</summary>
    public static string Table(IEnumerable<CliOption> options)
    {
        var table = new StringBuilder("| Option | Default | Variable | confd.toml | Meaning |\n|---|---|---|---|---|\n");
        foreach (var option in options)
        {
            table.Append(
                $"| {Flags(option)} | {Code(Default(option))} | {Code(option.Variable)} | {Code(FileKey(option))} | {Meaning(option)} |\n");
        }

        return table.ToString();
    }

    private static string Flags(CliOption option)
    {
        var name = option.IsNegatable ? $"`--[no-]{option.Name}`" : $"`{option.Flag}`";
        return option.Short is { } letter ? $"`-{letter}`, {name}" : name;
    }

    private static string? Default(CliOption option) =>
        option.IsSwitch ? option.DefaultText ?? "false" : option.DefaultText is "" ? null : option.DefaultText;

    private static string? FileKey(CliOption option) => option.IsInFile ? option.FileKey : null;

    private static string Meaning(CliOption option) => option.IsRequired ? option.Help + "; required" : option.Help;

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? "" : $"`{text}`";
}
