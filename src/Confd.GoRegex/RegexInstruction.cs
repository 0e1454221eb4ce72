namespace Confd.GoRegex;

/// <summary>One step of a program.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Next">Where it goes on; of a split the preferred way.</param>
/// <param name="Argument">The other way of a split, the slot of a capture, the assertion, or the code point.</param>
/// <param name="Set">The set of <see cref="RegexInstructionKind.Set"/>.</param>
internal readonly record struct RegexInstruction(RegexInstructionKind Kind, int Next, int Argument, RuneSet? Set);
