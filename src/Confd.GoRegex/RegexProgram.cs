namespace Confd.GoRegex;

/// <summary>A compiled pattern: a graph of instructions. Immutable.</summary>
/// <param name="Instructions">All instructions.</param>
/// <param name="Start">The index of the first one.</param>
/// <param name="Prefix">UTF-8 bytes that every match begins with; may be empty.</param>
/// <param name="IsAnchored">True where a match can only begin at the start of the text.</param>
/// <param name="Bytes">Its approximate memory, in bytes.</param>
internal sealed record RegexProgram(
    RegexInstruction[] Instructions, int Start, ReadOnlyMemory<byte> Prefix, bool IsAnchored, long Bytes);
