namespace Confd.GoTemplate.Parsing;

/// <summary>A piece of the template text. What is wrong with one of the kind <see cref="TokenKind.Error"/>, <see cref="Lexer.Problem"/>
/// says.</summary>
/// <remarks>Two words, which the parser reads where they are: a copy of both at once would wait until each is written.</remarks>
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

    /// <summary>What it is.</summary>
    public TokenKind Kind => (TokenKind)(byte)_positionAndKind;

    /// <summary>Byte offset in the text.</summary>
    public int Position => (int)(_positionAndKind >> Half);

    /// <summary>Bytes.</summary>
    public int Length => (int)_lineAndLength;

    /// <summary>The line it starts on, from 1.</summary>
    public int Line => (int)(_lineAndLength >> Half);
}
