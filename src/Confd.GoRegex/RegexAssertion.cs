namespace Confd.GoRegex;

/// <summary>Properties of a position between two code points.</summary>
[Flags]
internal enum RegexAssertion
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary><c>(?m)^</c>.</summary>
    LineStart = 1,

    /// <summary><c>(?m)$</c>.</summary>
    LineEnd = 2,

    /// <summary><c>^</c>, <c>\A</c>.</summary>
    TextStart = 4,

    /// <summary><c>$</c>, <c>\z</c>: the very end, also where the last character is a newline.</summary>
    TextEnd = 8,

    /// <summary><c>\b</c>, by ASCII words.</summary>
    WordBoundary = 16,

    /// <summary><c>\B</c>.</summary>
    NoWordBoundary = 32,
}
