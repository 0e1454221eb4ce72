namespace Confd.Cli.CommandLine;

/// <summary>The arguments as a stack of tokens: a flag with <c>=</c> is split in two and pushed back, as the original's parser (Kong)
/// does.</summary>
internal sealed class ArgumentScanner
{
    private readonly Stack<ArgumentToken> _tokens = new();

    public ArgumentScanner(IReadOnlyList<string> arguments)
    {
        for (var index = arguments.Count - 1; index >= 0; index--)
        {
            _tokens.Push(new ArgumentToken(ArgumentTokenKind.Untyped, arguments[index]));
        }
    }

    /// <summary>The kind of a token.</summary>
    internal enum ArgumentTokenKind
    {
        Untyped,
        End,
        LongFlag,
        FlagValue,
        ShortFlag,
        ShortFlagTail,
        Positional,
    }

    /// <summary>Returns the next token without removing it.</summary>
    public ArgumentToken Peek() => _tokens.TryPeek(out var token) ? token : ArgumentToken.EndOfLine;

    /// <summary>Removes and returns the next token.</summary>
    public ArgumentToken Pop() => _tokens.TryPop(out var token) ? token : ArgumentToken.EndOfLine;

    /// <summary>Puts a token in front.</summary>
    public void Push(ArgumentTokenKind kind, string text) => _tokens.Push(new ArgumentToken(kind, text));

    /// <summary>Removes and returns all remaining tokens.</summary>
    public IReadOnlyList<string> PopAll()
    {
        var rest = new List<string>();
        while (Pop() is { Kind: not ArgumentTokenKind.End } token)
        {
            rest.Add(token.ToString());
        }

        return rest;
    }

    /// <summary>Handles <c>--</c>: everything that follows is positional.</summary>
    public void EndFlags()
    {
        Pop();
        var rest = PopAll();
        for (var index = rest.Count - 1; index >= 0; index--)
        {
            Push(ArgumentTokenKind.Positional, rest[index]);
        }
    }

    /// <summary>One token: its kind as far as it is determined, and its text, without hyphens where it is a flag.</summary>
    internal readonly record struct ArgumentToken(ArgumentTokenKind Kind, string Text)
    {
        public static readonly ArgumentToken EndOfLine = new(ArgumentTokenKind.End, "EOL");

        /// <summary>The kind, inferred from the hyphens where it is not determined yet.</summary>
        public ArgumentTokenKind Inferred => (Kind, Text) switch
        {
            (not ArgumentTokenKind.Untyped, _) => Kind,
            (_, "-") => ArgumentTokenKind.Positional,
            (_, ['-', '-', ..]) => ArgumentTokenKind.LongFlag,
            (_, ['-', ..]) => ArgumentTokenKind.ShortFlag,
            _ => ArgumentTokenKind.Untyped,
        };

        /// <summary>True where the token can be the value of a flag.</summary>
        public bool IsValue =>
            Inferred is ArgumentTokenKind.FlagValue
                or ArgumentTokenKind.ShortFlagTail
                or ArgumentTokenKind.Positional
                or ArgumentTokenKind.Untyped;

        /// <summary>The kind in the words of the original's messages.</summary>
        public string KindName => Inferred switch
        {
            ArgumentTokenKind.End => "<EOL>",
            ArgumentTokenKind.LongFlag => "long flag",
            ArgumentTokenKind.FlagValue => "flag value",
            ArgumentTokenKind.ShortFlag => "short flag",
            ArgumentTokenKind.ShortFlagTail => "short flag remainder",
            ArgumentTokenKind.Positional => "positional argument",
            _ => "untyped",
        };

        /// <summary>The token as it stood on the command line.</summary>
        public override string ToString() => Kind switch
        {
            ArgumentTokenKind.LongFlag => "--" + Text,
            ArgumentTokenKind.ShortFlag => "-" + Text,
            _ => Text,
        };
    }
}
