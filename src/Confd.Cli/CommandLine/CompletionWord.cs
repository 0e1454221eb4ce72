namespace Confd.Cli.CommandLine;

/// <summary>A word that a shell offers.</summary>
/// <param name="Text">The word.</param>
/// <param name="Help">Its meaning, in one phrase.</param>
internal sealed record CompletionWord(string Text, string Help);
