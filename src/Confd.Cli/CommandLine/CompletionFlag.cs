namespace Confd.Cli.CommandLine;

/// <summary>A flag that a shell offers.</summary>
/// <param name="Name">With its dashes: <c>--table</c>, <c>-o</c>.</param>
/// <param name="Help">Its meaning, in one phrase.</param>
/// <param name="TakesValue">True where the next word is its value.</param>
/// <param name="IsPath">True where the value is the name of a file.</param>
/// <param name="AllowedValues">The values that it accepts; empty for any.</param>
internal sealed record CompletionFlag(string Name, string Help, bool TakesValue, bool IsPath, IReadOnlyList<string> AllowedValues);
