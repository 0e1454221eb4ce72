using Confd.Backends;

namespace Confd.Cli.CommandLine;

/// <summary>The parsed arguments, before variables and confd.toml are applied.</summary>
internal sealed class ParsedArguments
{
    /// <summary>The backend or tool that was named, or null.</summary>
    public CliCommand? Command { get; set; }

    /// <summary>True for <c>confd render</c>; <see cref="Command"/> is the backend then.</summary>
    public bool IsRender { get; set; }

    /// <summary>The source that <c>confd render</c> renders: a resource, or <c>-</c>; null where none was given.</summary>
    public string? RenderSource { get; set; }

    /// <summary>The command whose usage line is shown with an error.</summary>
    public CliCommand? UsageCommand => IsRender ? CliCommands.Render : Command;

    /// <summary>The options that may be given.</summary>
    public IEnumerable<CliOption> OptionsInScope => [.. Options.Global, .. IsRender ? RenderOptions.All : [], .. Command?.Options ?? []];

    /// <summary>The values given by flags.</summary>
    public OptionValues Values { get; } = new();

    /// <summary>The backends that confd.toml names, by name.</summary>
    public IReadOnlyDictionary<string, BackendSection> NamedBackends { get; set; } = new Dictionary<string, BackendSection>();

    /// <summary>The arguments after the name of a tool; the tool reads them itself.</summary>
    public IReadOnlyList<string> ToolArguments { get; set; } = [];
}
