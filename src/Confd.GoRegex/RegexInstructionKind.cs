namespace Confd.GoRegex;

/// <summary>The kinds of instructions of a program.</summary>
internal enum RegexInstructionKind : byte
{
    /// <summary>Continues at two instructions, the first preferred.</summary>
    Split,

    /// <summary>Stores the position in a capture slot.</summary>
    Capture,

    /// <summary>Continues where the position has a property.</summary>
    Assertion,

    /// <summary>Consumes one given code point.</summary>
    Rune,

    /// <summary>Consumes one code point of a set.</summary>
    Set,

    /// <summary>The whole pattern has matched.</summary>
    Match,
}
