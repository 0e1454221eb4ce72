using System.Text;
using Confd.GoTemplate.Formatting;

namespace Confd.GoTemplate.Parsing;

/// <summary>
/// Cuts a template into tokens, one at a time on request. White space trimming happens here; the parser never learns of it.
/// Source of the rules: Go <c>text/template/parse/lex.go</c>.
/// </summary>
internal sealed partial class Lexer
{
    private const int EndOfText = -1;

    // A trim marker is a minus with white space on its inner side; both are one byte.
    private const int TrimMarkerLength = 2;

    private readonly byte[] _text;
    private readonly byte[] _leftDelimiter;
    private readonly byte[] _rightDelimiter;
    private readonly bool _breakIsKeyword;
    private readonly bool _continueIsKeyword;
    private int _position;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
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

    /// <summary>What is wrong, once a token of the kind <see cref="TokenKind.Error"/> was read.</summary>
    public string? Problem { get; private set; }

    private ReadOnlySpan<byte> Rest => _text.AsSpan(_position);

    /// <summary>The next token; after an error or the end, the end of the text for ever.</summary>
    public Token Next()
    {
        if (_hasFailed)
        {
            return new Token(TokenKind.EndOfText, 0, 0, _startLine);
        }

        if (_isInsideAction)
        {
            return ScanInsideAction();
        }

        Token? token;
        do
        {
            token = ScanOutside();
        }
        while (token is null);
        return token.Value;
    }

    private static bool IsSpace(int c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsAlphaNumeric(int c)
        => c < 0x80
            ? c is '_' or (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z')
            : GoUnicode.IsLetter(c) || GoUnicode.IsDecimalDigit(c);

    private static bool HasLeftTrimMarker(ReadOnlySpan<byte> text) => text.Length >= TrimMarkerLength && text[0] == '-' && IsSpace(text[1]);

    private static bool HasRightTrimMarker(ReadOnlySpan<byte> text) =>
        text.Length >= TrimMarkerLength && IsSpace(text[0]) && text[1] == '-';

    private static int TrailingSpaces(ReadOnlySpan<byte> text) => text.Length - text.TrimEnd(" \t\r\n"u8).Length;

    private static int LeadingSpaces(ReadOnlySpan<byte> text) => text.Length - text.TrimStart(" \t\r\n"u8).Length;

    private static int CountLines(ReadOnlySpan<byte> text) => text.Count((byte)'\n');

    // Text up to the next action, the opening of an action, or nothing where a comment was skipped.
    private Token? ScanOutside()
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
            var text = Take(TokenKind.Text);
            _position += spaces;
            Skip();
            if (text.Length > 0)
            {
                return text;
            }
        }

        return ScanLeftDelimiter();
    }

    private Token? ScanLeftDelimiter()
    {
        _position += _leftDelimiter.Length;
        var marker = HasLeftTrimMarker(Rest) ? TrimMarkerLength : 0;
        if (_text.AsSpan(_position + marker).StartsWith("/*"u8))
        {
            _position += marker;
            Skip();
            return ScanComment();
        }

        var delimiter = Take(TokenKind.LeftDelimiter);
        _isInsideAction = true;
        _position += marker;
        Skip();
        _parenthesisDepth = 0;
        return delimiter;
    }

    private Token? ScanComment()
    {
        _position += 2;
        var end = Rest.IndexOf("*/"u8);
        if (end < 0)
        {
            return Fail("unclosed comment");
        }

        _position += end + 2;
        if (!IsAtRightDelimiter(out var isTrimmed))
        {
            return Fail("comment ends before closing delimiter");
        }

        _position += (isTrimmed ? TrimMarkerLength : 0) + _rightDelimiter.Length;
        if (isTrimmed)
        {
            _position += LeadingSpaces(Rest);
        }

        Skip();
        return null;
    }

    private Token ScanRightDelimiter()
    {
        IsAtRightDelimiter(out var isTrimmed);
        if (isTrimmed)
        {
            _position += TrimMarkerLength;
            Skip();
        }

        _position += _rightDelimiter.Length;
        var delimiter = Take(TokenKind.RightDelimiter);
        if (isTrimmed)
        {
            _position += LeadingSpaces(Rest);
            Skip();
        }

        _isInsideAction = false;
        return delimiter;
    }

    private bool IsAtRightDelimiter(out bool isTrimmed)
    {
        // Asked before each token, most of which begin otherwise.
        if (_position < _text.Length && _text[_position] is var unit && unit != _rightDelimiter[0] && !IsSpace(unit))
        {
            isTrimmed = false;
            return false;
        }

        isTrimmed = HasRightTrimMarker(Rest) && Rest[TrimMarkerLength..].StartsWith(_rightDelimiter);
        return isTrimmed || Rest.StartsWith(_rightDelimiter);
    }

    private bool IsAtTerminator()
    {
        var c = Peek();
        return c is EndOfText or '.' or ',' or '|' or ':' or ')' or '(' || IsSpace(c) || Rest.StartsWith(_rightDelimiter);
    }

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

        var rune = GoUnicode.Decode(Rest, out var length);
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

        // A replacement character may stand for one bad byte.
        GoUnicode.DecodeLast(_text.AsSpan(0, _position), out var length);
        _position -= length;
    }

    private Token Take(TokenKind kind)
    {
        var token = new Token(kind, _start, _position - _start, _startLine);
        _start = _position;
        _startLine = _line;
        return token;
    }

    private void Skip()
    {
        _line += CountLines(_text.AsSpan(_start, _position - _start));
        _start = _position;
        _startLine = _line;
    }

    private Token Fail(string message)
    {
        _hasFailed = true;
        Problem = message;
        return new Token(TokenKind.Error, _start, 0, _startLine);
    }
}
