namespace Confd.Cli.CommandLine;

/// <summary>A text is no value of an option's kind. The message says what was expected; the catcher adds the option and the
/// place.</summary>
internal sealed class OptionValueException(string message) : Exception(message);
