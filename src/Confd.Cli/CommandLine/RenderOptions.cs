using Confd.Backends;

namespace Confd.Cli.CommandLine;

/// <summary>The options of <c>confd render</c> alone, in addition to those of every backend and those of the one that is named.</summary>
internal static class RenderOptions
{
    public static readonly CliOption<bool> Stdout = Switch("stdout", "write to standard output (the default)");

    public static readonly CliOption<string[]> Keys = new(
        "keys",
        OptionKind.TextList,
        null,
        "for a template on standard input, a key that it may read, and all below; repeatable; otherwise all keys",
        text => [text],
        []);

    public static readonly CliOption<string> Name = new(
        "name", OptionKind.Text, null, "for a resource with for_each, the name below its key whose file to render", text => text, "");

    public static readonly CliOption<bool> ShowSecrets = Switch(
        "show-secrets", "also render templates that read secrets, values included; otherwise such a template is an error");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<CliOption> All { get; } = [Stdout, Keys, Name, ShowSecrets];

    private static CliOption<bool> Switch(string name, string help) =>
        new(name, OptionKind.Switch, null, help, OptionText.ParseSwitch, absent: false);
}
