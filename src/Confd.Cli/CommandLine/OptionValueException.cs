namespace Confd.Cli.CommandLine;

/// <summary>Thrown for a text that is not a value of an option's kind. The message names the expected form; the catcher adds the option and
/// its place.</summary>
internal sealed class OptionValueException(string message) : Exception(message);
