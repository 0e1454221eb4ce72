namespace Confd.GoRegex;

/// <summary>The kinds of nodes of a parsed pattern, by what they match.</summary>
internal enum RegexNodeKind
{
    /// <summary>The empty text; always matches.</summary>
    Empty,

    /// <summary>One code point of a set.</summary>
    Set,

    /// <summary>A position.</summary>
    Assertion,

    /// <summary>Its child, captured under a number.</summary>
    Capture,

    /// <summary>Its child any number of times: <c>*</c>.</summary>
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
