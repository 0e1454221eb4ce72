using Confd.Backends;

namespace Confd.Cli.CommandLine;

/// <summary>What the arguments say, before variables and confd.toml are looked at.</summary>
internal sealed class ParsedArguments
{
    /// <summary>The backend or tool that was named, or null.</summary>
    public CliCommand? Command { get; set; }

    /// <summary>The values given by flags.</summary>
    public OptionValues Values { get; } = new();

    /// <summary>The backends that confd.toml names, by name.</summary>
    public IReadOnlyDictionary<string, BackendSection> NamedBackends { get; set; } = new Dictionary<string, BackendSection>();

    /// <summary>The arguments after the name of a tool; the tool reads them itself.</summary>
    public IReadOnlyList<string> ToolArguments { get; set; } = [];
}
