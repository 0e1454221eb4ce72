using Confd.Backends;
using Confd.Cli.Backends;

namespace Confd.Cli.CommandLine;

/// <summary>All first words of the command line: the backends, then the tools.</summary>
internal static class CliCommands
{
    /// <summary>Renders one resource to standard output.</summary>
    public static readonly CliCommand Render = new(
        "render", "Render one resource, or a template on standard input, to standard output", CliCommandKind.Render, RenderOptions.All);

    /// <summary>Every command, in the order of the help.</summary>
    public static IReadOnlyList<CliCommand> All { get; } =
    [
        .. ServedBackends.All.Factories.Select(Backend),
        Render,
        Tool("table", "Create, fill and inspect DynamoDB tables"),
        Tool("flags", "Evaluate, edit and sync feature flags"),
        Tool("completion", "Print completions for bash, zsh or fish"),
    ];

    /// <summary>The options of all backends.</summary>
    public static IEnumerable<CliOption> BackendOptions => All.SelectMany(command => command.Options);

    /// <summary>The command of that exact name, or null.</summary>
    public static CliCommand? Find(string name) => All.FirstOrDefault(command => command.Name == name);

    private static CliCommand Backend(IKeyBackendFactory factory) =>
        new(factory.Name, factory.Summary, CliCommandKind.Backend, [.. factory.Options.Select(CommandLine.BackendOptions.Of)]);

    private static CliCommand Tool(string name, string help) => new(name, help, CliCommandKind.Tool, []);
}
