namespace Confd.GoRegex;

/// <summary>One instruction of a program.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Next">The next instruction; for a split the preferred one.</param>
/// <param name="Argument">The other branch of a split, the slot of a capture, the assertion, or the code point.</param>
/// <param name="Set">The set of <see cref="RegexInstructionKind.Set"/>.</param>
internal readonly record struct RegexInstruction(RegexInstructionKind Kind, int Next, int Argument, RuneSet? Set);
