namespace Confd.Cli.CommandLine;

/// <summary>A position in the command line and the words allowed there, for completion in shells.</summary>
/// <param name="Path">The commands before it, such as <c>table stream</c>; empty after the program's name.</param>
/// <param name="Words">Commands, or the values of an argument.</param>
/// <param name="Flags">The flags.</param>
internal sealed record CompletionNode(string Path, IReadOnlyList<CompletionWord> Words, IReadOnlyList<CompletionFlag> Flags);
