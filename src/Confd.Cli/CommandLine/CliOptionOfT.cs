using Confd.Backends;

namespace Confd.Cli.CommandLine;

/// <summary>An option with the type of its value.</summary>
internal sealed class CliOption<T>(string name, OptionKind kind, string? defaultText, string help, Func<string, T> parse, T absent)
    : CliOption(name, kind, defaultText, help)
    where T : notnull
{
    private readonly object _default = defaultText is null ? absent : parse(defaultText);

    /// <inheritdoc/>
    public override object DefaultValue => _default;

    /// <inheritdoc/>
    public override object Parse(string text) => parse(text);
}
