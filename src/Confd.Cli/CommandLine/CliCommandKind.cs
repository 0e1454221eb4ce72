namespace Confd.Cli.CommandLine;

/// <summary>What the first word of the command line selects.</summary>
internal enum CliCommandKind
{
    /// <summary>A backend that this build reads from.</summary>
    Backend,

    /// <summary><c>render</c>: a resource and a backend follow it.</summary>
    Render,

    /// <summary>A command with its own sub-commands and options, such as <c>table</c>.</summary>
    Tool,
}
