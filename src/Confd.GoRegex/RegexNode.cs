namespace Confd.GoRegex;

/// <summary>A node of a parsed pattern. Immutable; includes the size of its program, so that limits are checked before anything is
/// compiled.</summary>
internal sealed class RegexNode
{
    private RegexNode(RegexNodeKind kind, RegexNode[] children, long size)
    {
        Kind = kind;
        Children = children;
        Size = Math.Max(size, 1);
        Height = 1 + (children.Length == 0 ? 0 : children.Max(child => child.Height));
    }

    public static RegexNode Empty { get; } = new(RegexNodeKind.Empty, [], 1);

    public RegexNodeKind Kind { get; }

    public RegexNode[] Children { get; }

    public RegexNode Child => Children[0];

    /// <summary>The approximate number of instructions; Go's limit counts the same way.</summary>
    public long Size { get; }

    /// <summary>The number of nested levels.</summary>
    public int Height { get; }

    /// <summary>How many numbers Go uses for its set, or 0; those of its children are not counted.</summary>
    public int Runes => Set?.Runes ?? 0;

    public RuneSet? Set { get; private init; }

    public RegexAssertion Assertion { get; private init; }

    /// <summary>The number of the group, from 1.</summary>
    public int CaptureIndex { get; private init; }

    /// <summary>Whether a repetition prefers fewer.</summary>
    public bool IsLazy { get; private init; }

    public int Minimum { get; private init; }

    /// <summary>The most repetitions; -1 for no limit.</summary>
    public int Maximum { get; private init; }

    public static RegexNode OfSet(RuneSet set) => new(RegexNodeKind.Set, [], 1) { Set = set };

    public static RegexNode OfAssertion(RegexAssertion assertion) => new(RegexNodeKind.Assertion, [], 1) { Assertion = assertion };

    public static RegexNode Capture(RegexNode child, int index) =>
        new(RegexNodeKind.Capture, [child], 2 + child.Size) { CaptureIndex = index };

    public static RegexNode Loop(RegexNodeKind kind, RegexNode child, bool isLazy) =>
        new(kind, [child], (kind == RegexNodeKind.Star ? 2 : 1) + child.Size) { IsLazy = isLazy };

    public static RegexNode Repeat(RegexNode child, int minimum, int maximum, bool isLazy) =>
        new(RegexNodeKind.Repeat, [child], RepeatSize(child.Size, minimum, maximum))
        {
            Minimum = minimum,
            Maximum = maximum,
            IsLazy = isLazy,
        };

    public static RegexNode Concatenate(List<RegexNode> children) => children.Count switch
    {
        0 => Empty,
        1 => children[0],
        _ => new(RegexNodeKind.Concatenation, [.. children], children.Sum(child => child.Size)),
    };

    public static RegexNode Alternate(List<RegexNode> children) => children.Count == 1
        ? children[0]
        : new(RegexNodeKind.Alternation, [.. children], children.Sum(child => child.Size) + children.Count - 1);

    private static long RepeatSize(long child, int minimum, int maximum) => (minimum, maximum) switch
    {
        (0, -1) => 2 + child,
        (_, -1) => 1 + (minimum * child),
        _ => (maximum * child) + maximum - minimum,
    };
}
