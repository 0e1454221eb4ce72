namespace Confd.GoRegex;

/// <summary>A compiled pattern: a graph of instructions. Immutable.</summary>
/// <param name="Instructions">All steps.</param>
/// <param name="Start">The first one.</param>
/// <param name="Prefix">UTF-8 bytes that every match begins with; empty where nothing is known.</param>
/// <param name="IsAnchored">True where a match can only begin at the start of the text.</param>
/// <param name="Bytes">What it takes in memory, about.</param>
internal sealed record RegexProgram(
    RegexInstruction[] Instructions, int Start, ReadOnlyMemory<byte> Prefix, bool IsAnchored, long Bytes);
