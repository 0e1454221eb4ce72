namespace Confd.Cli.CommandLine;

/// <summary>A flag that a shell offers.</summary>
/// <param name="Name">With its dashes: <c>--table</c>, <c>-o</c>.</param>
/// <param name="Help">What it means, in one phrase.</param>
/// <param name="TakesValue">Is the next word its value?</param>
/// <param name="IsPath">Is the value the name of a file?</param>
/// <param name="AllowedValues">The values that it takes; empty for any.</param>
internal sealed record CompletionFlag(string Name, string Help, bool TakesValue, bool IsPath, IReadOnlyList<string> AllowedValues);
