namespace Confd.Cli.CommandLine;

/// <summary>The arguments as a stack of tokens: a flag with <c>=</c> is split in two and pushed back, as the original's parser (Kong)
/// does.</summary>
internal sealed class ArgumentScanner
{
    private readonly Stack<Token> _tokens = new();

    public ArgumentScanner(IReadOnlyList<string> arguments)
    {
        for (var index = arguments.Count - 1; index >= 0; index--)
        {
            _tokens.Push(new Token(TokenKind.Untyped, arguments[index]));
        }
    }

    /// <summary>What a token is known to be.</summary>
    internal enum TokenKind
    {
        Untyped,
        End,
        LongFlag,
        FlagValue,
        ShortFlag,
        ShortFlagTail,
        Positional,
    }

    /// <summary>The next token, left in place.</summary>
    public Token Peek() => _tokens.TryPeek(out var token) ? token : Token.EndOfLine;

    /// <summary>The next token, taken away.</summary>
    public Token Pop() => _tokens.TryPop(out var token) ? token : Token.EndOfLine;

    /// <summary>Puts a token in front.</summary>
    public void Push(TokenKind kind, string text) => _tokens.Push(new Token(kind, text));

    /// <summary>All that is left, taken away.</summary>
    public IReadOnlyList<string> PopAll()
    {
        var rest = new List<string>();
        while (Pop() is { Kind: not TokenKind.End } token)
        {
            rest.Add(token.ToString());
        }

        return rest;
    }

    /// <summary>From <c>--</c> on everything is positional.</summary>
    public void EndFlags()
    {
        Pop();
        var rest = PopAll();
        for (var index = rest.Count - 1; index >= 0; index--)
        {
            Push(TokenKind.Positional, rest[index]);
        }
    }

    /// <summary>One token: its kind as far as known, and its text without hyphens where it is a flag.</summary>
    internal readonly record struct Token(TokenKind Kind, string Text)
    {
        public static readonly Token EndOfLine = new(TokenKind.End, "EOL");

        /// <summary>The kind, guessed from the hyphens where it is not known yet.</summary>
        public TokenKind Inferred => (Kind, Text) switch
        {
            (not TokenKind.Untyped, _) => Kind,
            (_, "-") => TokenKind.Positional,
            (_, ['-', '-', ..]) => TokenKind.LongFlag,
            (_, ['-', ..]) => TokenKind.ShortFlag,
            _ => TokenKind.Untyped,
        };

        /// <summary>True where the token can be the value of a flag.</summary>
        public bool IsValue =>
            Inferred is TokenKind.FlagValue or TokenKind.ShortFlagTail or TokenKind.Positional or TokenKind.Untyped;

        /// <summary>The kind in the words of the original's messages.</summary>
        public string KindName => Inferred switch
        {
            TokenKind.End => "<EOL>",
            TokenKind.LongFlag => "long flag",
            TokenKind.FlagValue => "flag value",
            TokenKind.ShortFlag => "short flag",
            TokenKind.ShortFlagTail => "short flag remainder",
            TokenKind.Positional => "positional argument",
            _ => "untyped",
        };

        /// <summary>The token as it stood on the command line.</summary>
        public override string ToString() => Kind switch
        {
            TokenKind.LongFlag => "--" + Text,
            TokenKind.ShortFlag => "-" + Text,
            _ => Text,
        };
    }
}
