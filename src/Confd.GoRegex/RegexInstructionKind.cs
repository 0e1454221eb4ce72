namespace Confd.GoRegex;

/// <summary>What an instruction of a program does.</summary>
internal enum RegexInstructionKind : byte
{
    /// <summary>Goes on at two places, the first preferred.</summary>
    Split,

    /// <summary>Remembers the position in a capture slot.</summary>
    Capture,

    /// <summary>Goes on where the position has a property.</summary>
    Assertion,

    /// <summary>Takes one given code point.</summary>
    Rune,

    /// <summary>Takes one code point of a set.</summary>
    Set,

    /// <summary>The whole pattern has matched.</summary>
    Match,
}
