namespace Confd.Cli.CommandLine;

/// <summary>The source of an option's value; a later member overrides an earlier one.</summary>
internal enum OptionSource
{
    /// <summary>The option is not set.</summary>
    Default,

    /// <summary>confd.toml.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Variable,

    /// <summary>The command line.</summary>
    Flag,
}
