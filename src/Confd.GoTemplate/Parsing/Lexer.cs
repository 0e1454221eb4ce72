using System.Runtime.CompilerServices;
using System.Text;
using Confd.GoTemplate.Formatting;
using Confd.Shared;

namespace Confd.GoTemplate.Parsing;

/// <summary>
/// Splits a template into tokens, one at a time on request. White space is trimmed here, before the parser.
/// Source of the rules: Go <c>text/template/parse/lex.go</c>.
/// </summary>
internal sealed partial class Lexer
{
    private const int EndOfText = -1;

    // A trim marker is a minus with white space on its inner side; both are one byte.
    private const int TrimMarkerLength = 2;

    // Sets of ASCII characters, a bit for each: of the first 64 and of the others.
    private const ulong Digits = 0x03FF_0000_0000_0000;
    private const ulong LettersAndUnderscore = 0x07FF_FFFE_87FF_FFFE;
    private const ulong TerminatorsButPipe = 0x0400_5300_0000_0000 | Spaces;
    private const ulong Spaces = 0x0000_0001_0000_2600;
    private const int HalfOfAscii = 64;

    private readonly byte[] _text;
    private readonly byte[] _leftDelimiter;
    private readonly byte[] _rightDelimiter;
    private readonly bool _breakIsKeyword;
    private readonly bool _continueIsKeyword;
    private int _position;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private int _tokenStart;
    private int _tokenLength;
    private int _tokenLine;
    private int _parenthesisDepth;
    private bool _isInsideAction;
    private bool _hasFailed;

    public Lexer(byte[] text, string leftDelimiter, string rightDelimiter, bool breakIsKeyword, bool continueIsKeyword)
    {
        _text = text;
        _leftDelimiter = Encoding.UTF8.GetBytes(leftDelimiter);
        _rightDelimiter = Encoding.UTF8.GetBytes(rightDelimiter);
        _breakIsKeyword = breakIsKeyword;
        _continueIsKeyword = continueIsKeyword;
    }

    /// <summary>The error, after a token of the kind <see cref="TokenKind.Error"/> was read.</summary>
    public string? Problem { get; private set; }

    private ReadOnlySpan<byte> Rest => _text.AsSpan(_position);

    /// <summary>Reads the next token; after an error or the end, always returns the end of the text.</summary>
    public void Read(out Token token)
    {
        // Its parts are written in place: assembling them first would add a wait at each step.
        var kind = _hasFailed ? TokenKind.EndOfText : _isInsideAction ? ScanInsideAction() : ScanOutside();
        token = new Token(kind, _tokenStart, _tokenLength, _tokenLine);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSpace(int c) => (uint)c < HalfOfAscii && Has(Spaces, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAsciiAlphaNumeric(byte c) => c < 0x80 && Has(c < HalfOfAscii ? Digits : LettersAndUnderscore, c);

    private static bool IsAlphaNumeric(int c) =>
        c < 0x80 ? IsAsciiAlphaNumeric((byte)c) : GoUnicode.IsLetter(c) || GoUnicode.IsDecimalDigit(c);

    // A shift counts modulo 64.
    private static bool Has(ulong set, int c) => ((set >> c) & 1) != 0;

    private static bool HasLeftTrimMarker(ReadOnlySpan<byte> text) => text.Length >= TrimMarkerLength && text[0] == '-' && IsSpace(text[1]);

    private static bool HasRightTrimMarker(ReadOnlySpan<byte> text) =>
        text.Length >= TrimMarkerLength && IsSpace(text[0]) && text[1] == '-';

    private static int TrailingSpaces(ReadOnlySpan<byte> text) => text.Length - text.TrimEnd(" \t\r\n"u8).Length;

    private static int LeadingSpaces(ReadOnlySpan<byte> text) => text.Length - text.TrimStart(" \t\r\n"u8).Length;

    private static int CountLines(ReadOnlySpan<byte> text) => text.Count((byte)'\n');

    // Text up to the next action, or the opening of an action; comments are skipped.
    private TokenKind ScanOutside()
    {
        while (true)
        {
            var offset = Rest.IndexOf(_leftDelimiter);
            if (offset < 0)
            {
                if (_position == _text.Length)
                {
                    return Take(TokenKind.EndOfText);
                }

                _position = _text.Length;
                _line += CountLines(_text.AsSpan(_start));
                return Take(TokenKind.Text);
            }

            if (offset > 0)
            {
                _position += offset;
                var isTrimmed = HasLeftTrimMarker(_text.AsSpan(_position + _leftDelimiter.Length));
                var spaces = isTrimmed ? TrailingSpaces(_text.AsSpan(_start, _position - _start)) : 0;
                _position -= spaces;
                _line += CountLines(_text.AsSpan(_start, _position - _start));
                Take(TokenKind.Text);
                _position += spaces;
                Skip();
                if (_tokenLength > 0)
                {
                    return TokenKind.Text;
                }
            }

            _position += _leftDelimiter.Length;
            var marker = HasLeftTrimMarker(Rest) ? TrimMarkerLength : 0;
            if (!_text.AsSpan(_position + marker).StartsWith("/*"u8))
            {
                return BeginAction(marker);
            }

            _position += marker;
            Skip();
            if (!SkipComment(out var problem))
            {
                return Fail(problem);
            }
        }
    }

    private TokenKind BeginAction(int marker)
    {
        Take(TokenKind.LeftDelimiter);
        _isInsideAction = true;
        _position += marker;
        Skip();
        _parenthesisDepth = 0;
        return TokenKind.LeftDelimiter;
    }

    private bool SkipComment(out string problem)
    {
        _position += 2;
        var end = Rest.IndexOf("*/"u8);
        if (end < 0)
        {
            problem = "unclosed comment";
            return false;
        }

        _position += end + 2;
        if (!IsAtRightDelimiter(out var isTrimmed))
        {
            problem = "comment ends before closing delimiter";
            return false;
        }

        _position += (isTrimmed ? TrimMarkerLength : 0) + _rightDelimiter.Length;
        if (isTrimmed)
        {
            _position += LeadingSpaces(Rest);
        }

        Skip();
        problem = "";
        return true;
    }

    private TokenKind ScanRightDelimiter()
    {
        IsAtRightDelimiter(out var isTrimmed);
        if (isTrimmed)
        {
            _position += TrimMarkerLength;
            Skip();
        }

        _position += _rightDelimiter.Length;
        Take(TokenKind.RightDelimiter);
        if (isTrimmed)
        {
            _position += LeadingSpaces(Rest);
            Skip();
        }

        _isInsideAction = false;
        return TokenKind.RightDelimiter;
    }

    private bool IsAtRightDelimiter(out bool isTrimmed)
    {
        var rest = Rest;
        isTrimmed = HasRightTrimMarker(rest) && IsRightDelimiter(rest[TrimMarkerLength..]);
        return isTrimmed || IsRightDelimiter(rest);
    }

    private bool IsAtTerminator()
    {
        if (_position >= _text.Length)
        {
            return true;
        }

        var c = _text[_position];
        return (c < HalfOfAscii ? Has(TerminatorsButPipe, c) : c == '|') || IsRightDelimiter(Rest);
    }

    // The first byte is enough to distinguish most text.
    private bool IsRightDelimiter(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] == _rightDelimiter[0] && text.StartsWith(_rightDelimiter);

    private int Peek()
    {
        if (_position >= _text.Length)
        {
            return EndOfText;
        }

        var c = _text[_position];
        if (c < 0x80)
        {
            return c;
        }

        Rune.DecodeFromUtf8(Rest, out var rune, out _);
        return rune.Value;
    }

    private int Read()
    {
        if (_position >= _text.Length)
        {
            return EndOfText;
        }

        var c = _text[_position];
        if (c < 0x80)
        {
            _position++;
            _line += c == '\n' ? 1 : 0;
            return c;
        }

        var rune = GoUtf8.DecodeFirst(Rest, out var length);
        _position += length;
        return rune;
    }

    private void Unread(int c)
    {
        if (c == EndOfText)
        {
            return;
        }

        if (c < 0x80)
        {
            _position--;
            _line -= c == '\n' ? 1 : 0;
            return;
        }

        // A replacement character may represent one invalid byte.
        GoUtf8.DecodeLast(_text.AsSpan(0, _position), out var length);
        _position -= length;
    }

    private TokenKind Take(TokenKind kind)
    {
        _tokenStart = _start;
        _tokenLength = _position - _start;
        _tokenLine = _startLine;
        _start = _position;
        _startLine = _line;
        return kind;
    }

    private void Skip()
    {
        if (_position == _start)
        {
            return;
        }

        _line += CountLines(_text.AsSpan(_start, _position - _start));
        _start = _position;
        _startLine = _line;
    }

    private TokenKind Fail(string message)
    {
        _hasFailed = true;
        Problem = message;
        _tokenStart = _start;
        _tokenLength = 0;
        _tokenLine = _startLine;
        return TokenKind.Error;
    }
}
