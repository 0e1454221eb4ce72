namespace Confd.Cli.CommandLine;

/// <summary>Where the value of an option comes from; a later member wins over an earlier one.</summary>
internal enum OptionSource
{
    /// <summary>Nobody set it.</summary>
    Default,

    /// <summary>confd.toml.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Variable,

    /// <summary>The command line.</summary>
    Flag,
}
