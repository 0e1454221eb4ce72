namespace Confd.GoRegex;

/// <summary>Flags that <c>(?imsU)</c> sets.</summary>
[Flags]
internal enum RegexFlags
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary><c>i</c>: ignores case.</summary>
    FoldCase = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> match at every line.</summary>
    MultiLine = 2,

    /// <summary><c>s</c>: <c>.</c> matches a newline.</summary>
    DotMatchesNewline = 4,

    /// <summary><c>U</c>: <c>x*</c> is lazy and <c>x*?</c> greedy.</summary>
    SwapLaziness = 8,
}
