namespace Confd.GoTemplate.Parsing;

/// <summary>A token of the template text. For one of the kind <see cref="TokenKind.Error"/>, <see cref="Lexer.Problem"/> is the
/// error.</summary>
/// <remarks>Two words, which the parser reads in place: copying both together would wait until each is written.</remarks>
internal readonly record struct Token
{
    private const int Half = 32;

    private readonly ulong _positionAndKind;
    private readonly ulong _lineAndLength;

    public Token(TokenKind kind, int position, int length, int line)
    {
        _positionAndKind = ((ulong)(uint)position << Half) | (byte)kind;
        _lineAndLength = ((ulong)(uint)line << Half) | (uint)length;
    }

    /// <summary>The kind.</summary>
    public TokenKind Kind => (TokenKind)(byte)_positionAndKind;

    /// <summary>Byte offset in the text.</summary>
    public int Position => (int)(_positionAndKind >> Half);

    /// <summary>The length in bytes.</summary>
    public int Length => (int)_lineAndLength;

    /// <summary>The line it starts on, from 1.</summary>
    public int Line => (int)(_lineAndLength >> Half);
}
