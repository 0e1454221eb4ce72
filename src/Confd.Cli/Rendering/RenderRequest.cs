using Confd.Cli.CommandLine;

namespace Confd.Cli.Rendering;

/// <summary>The arguments of <c>confd render</c>.</summary>
/// <param name="source">A resource, or <c>-</c> for a template on standard input.</param>
/// <param name="values">The values of its options.</param>
internal sealed class RenderRequest(string source, OptionValues values)
{
    /// <summary>A resource file, or its name in <c>conf.d</c>; or <c>-</c>.</summary>
    public string Source { get; } = source;

    /// <summary>True where the template comes from standard input.</summary>
    public bool IsFromInput => Source == "-";

    /// <summary>The keys that a template on standard input may read.</summary>
    public IReadOnlyList<string> Keys => values.Get(RenderOptions.Keys) is { Length: > 0 } keys ? keys : ["/"];

    /// <summary>The name below the key of a <c>for_each</c>; null where none was chosen.</summary>
    public string? Name => values.Get(RenderOptions.Name) is { Length: > 0 } name ? name : null;

    /// <summary>True where values of secrets may be printed.</summary>
    public bool ShowsSecrets => values.Get(RenderOptions.ShowSecrets);

    /// <summary>True where <c>--keys</c> was given.</summary>
    public bool ChoosesKeys => values.IsSet(RenderOptions.Keys);
}
