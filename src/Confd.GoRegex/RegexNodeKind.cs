namespace Confd.GoRegex;

/// <summary>What a node of a parsed pattern matches.</summary>
internal enum RegexNodeKind
{
    /// <summary>Nothing, always.</summary>
    Empty,

    /// <summary>One code point of a set.</summary>
    Set,

    /// <summary>A position.</summary>
    Assertion,

    /// <summary>Its child, remembered under a number.</summary>
    Capture,

    /// <summary>Its child again and again: <c>*</c>.</summary>
    Star,

    /// <summary>Its child once or more: <c>+</c>.</summary>
    Plus,

    /// <summary>Its child or nothing: <c>?</c>.</summary>
    Optional,

    /// <summary>Its child a counted number of times.</summary>
    Repeat,

    /// <summary>Its children one after the other.</summary>
    Concatenation,

    /// <summary>One of its children, the first preferred.</summary>
    Alternation,
}
