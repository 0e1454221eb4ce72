namespace Confd.Cli.CommandLine;

/// <summary>What the first word of the command line leads to.</summary>
internal enum CliCommandKind
{
    /// <summary>A backend that this build reads from.</summary>
    Backend,

    /// <summary>A command with its own sub-commands and options, such as <c>table</c>.</summary>
    Tool,
}
