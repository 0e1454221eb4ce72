namespace Confd.Cli.CommandLine;

/// <summary>A place in the command line and what may stand there, for shells to complete.</summary>
/// <param name="Path">The commands before, such as <c>table stream</c>; empty behind the program's name.</param>
/// <param name="Words">Commands, or the values of an argument.</param>
/// <param name="Flags">The flags.</param>
internal sealed record CompletionNode(string Path, IReadOnlyList<CompletionWord> Words, IReadOnlyList<CompletionFlag> Flags);
