using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <content>Inside an action: names, keywords, numbers, strings and the tokens between them.</content>
internal sealed partial class Lexer
{
    private TokenKind ScanInsideAction()
    {
        if (IsAtLetter())
        {
            return ScanIdentifier();
        }

        if (IsAtRightDelimiter(out _))
        {
            return _parenthesisDepth == 0 ? ScanRightDelimiter() : Fail("unclosed left paren");
        }

        var c = Read();
        switch (c)
        {
            case EndOfText:
                return Fail("unclosed action");
            case ' ' or '\t' or '\r' or '\n':
                return ScanSpace();
            case '=':
                return Take(TokenKind.Assign);
            case ':':
                return Read() == '=' ? Take(TokenKind.Declare) : Fail("expected :=");
            case '|':
                return Take(TokenKind.Pipe);
            case '"':
                return ScanQuoted('"', TokenKind.String, "unterminated quoted string");
            case '`':
                return ScanRawString();
            case '$':
                return ScanFieldOrVariable(TokenKind.Variable, TokenKind.Variable);
            case '\'':
                return ScanQuoted('\'', TokenKind.CharConstant, "unterminated character constant");
            case '(':
                _parenthesisDepth++;
                return Take(TokenKind.LeftParenthesis);
            case ')':
                _parenthesisDepth--;
                return _parenthesisDepth < 0 ? Fail("unexpected right paren") : Take(TokenKind.RightParenthesis);
            case '.' when _position < _text.Length && _text[_position] is < (byte)'0' or > (byte)'9':
                return ScanFieldOrVariable(TokenKind.Field, TokenKind.Dot);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                Unread(c);
                return ScanNumber();
            case var _ when IsAlphaNumeric(c):
                return ScanIdentifier();
            case > ' ' and <= '~':
                return Take(TokenKind.Char);
            default:
                return Fail("unrecognized character in action: " + GoUnicode.Describe(c));
        }
    }

    // What most tokens begin with. A delimiter may be a word.
    private bool IsAtLetter() =>
        _position < _text.Length && _text[_position] is >= HalfOfAscii and < 0x80 and var c
        && Has(LettersAndUnderscore, c) && c != _rightDelimiter[0];

    private TokenKind ScanSpace()
    {
        while (_position < _text.Length && _text[_position] is var space && IsSpace(space))
        {
            _position++;
            _line += space == '\n' ? 1 : 0;
        }

        // The last space may belong to a trim marker.
        var last = _position - 1;
        if (HasRightTrimMarker(_text.AsSpan(last)) && _text.AsSpan(last + TrimMarkerLength).StartsWith(_rightDelimiter))
        {
            Unread(_text[last]);
            if (last == _start)
            {
                return ScanRightDelimiter();
            }
        }

        return Take(TokenKind.Space);
    }

    private TokenKind ScanIdentifier()
    {
        var next = SkipName();
        if (!IsAtTerminator())
        {
            return Fail("bad character " + GoUnicode.Describe(next));
        }

        var word = _text.AsSpan(_start, _position - _start);
        var kind = KeywordOf(word);
        if (kind is TokenKind.Break && !_breakIsKeyword || kind is TokenKind.Continue && !_continueIsKeyword)
        {
            kind = TokenKind.Identifier;
        }

        return Take(kind);
    }

    private static TokenKind KeywordOf(ReadOnlySpan<byte> word) => word.Length switch
    {
        2 when word.SequenceEqual("if"u8) => TokenKind.If,
        3 when word.SequenceEqual("end"u8) => TokenKind.End,
        3 when word.SequenceEqual("nil"u8) => TokenKind.Nil,
        4 when word.SequenceEqual("else"u8) => TokenKind.Else,
        4 when word.SequenceEqual("with"u8) => TokenKind.With,
        4 when word.SequenceEqual("true"u8) => TokenKind.Bool,
        5 when word.SequenceEqual("range"u8) => TokenKind.Range,
        5 when word.SequenceEqual("false"u8) => TokenKind.Bool,
        5 when word.SequenceEqual("block"u8) => TokenKind.Block,
        5 when word.SequenceEqual("break"u8) => TokenKind.Break,
        6 when word.SequenceEqual("define"u8) => TokenKind.Define,
        8 when word.SequenceEqual("template"u8) => TokenKind.Template,
        8 when word.SequenceEqual("continue"u8) => TokenKind.Continue,
        _ => TokenKind.Identifier,
    };

    // The dot or dollar has been read; `bare` is its kind without a name.
    private TokenKind ScanFieldOrVariable(TokenKind kind, TokenKind bare)
    {
        if (IsAtTerminator())
        {
            return Take(bare);
        }

        var next = SkipName();
        return IsAtTerminator() ? Take(kind) : Fail("bad character " + GoUnicode.Describe(next));
    }

    // Moves past letters, digits and underscores; returns the character after them.
    private int SkipName()
    {
        while (true)
        {
            var text = _text;
            var position = _position;
            while ((uint)position < (uint)text.Length && IsAsciiAlphaNumeric(text[position]))
            {
                position++;
            }

            _position = position;
            var next = Peek();
            if (next < 0x80 || !IsAlphaNumeric(next))
            {
                return next;
            }

            Read();
        }
    }

    private TokenKind ScanQuoted(int quote, TokenKind kind, string problem)
    {
        while (true)
        {
            var c = Read();
            if (c == '\\')
            {
                c = Read();
                if (c is not (EndOfText or '\n'))
                {
                    continue;
                }
            }

            if (c is EndOfText or '\n')
            {
                return Fail(problem);
            }

            if (c == quote)
            {
                return Take(kind);
            }
        }
    }

    private TokenKind ScanRawString()
    {
        var length = Rest.IndexOf((byte)'`');
        if (length < 0)
        {
            return Fail("unterminated raw quoted string");
        }

        _line += CountLines(Rest[..length]);
        _position += length + 1;
        return Take(TokenKind.RawString);
    }

    // Not a perfect scanner: it accepts "." and "089"; errors are found when the number is parsed.
    private TokenKind ScanNumber()
    {
        if (!SkipNumber())
        {
            return FailNumber();
        }

        if (Peek() is not ('+' or '-'))
        {
            return Take(TokenKind.Number);
        }

        return SkipNumber() && _text[_position - 1] == 'i' ? Take(TokenKind.Complex) : FailNumber();
    }

    private TokenKind FailNumber()
        => Fail("bad number syntax: " + GoFormat.Quote(ByteString.Copy(_text.AsSpan(_start, _position - _start))));

    private bool SkipNumber()
    {
        Accept("+-"u8);
        var digits = "0123456789_"u8;
        var exponent = "eE"u8;
        if (Accept("0"u8))
        {
            if (Accept("xX"u8))
            {
                digits = "0123456789abcdefABCDEF_"u8;
                exponent = "pP"u8;
            }
            else if (Accept("oO"u8))
            {
                digits = "01234567_"u8;
                exponent = default;
            }
            else if (Accept("bB"u8))
            {
                digits = "01_"u8;
                exponent = default;
            }
        }

        AcceptRun(digits);
        if (Accept("."u8))
        {
            AcceptRun(digits);
        }

        if (Accept(exponent))
        {
            Accept("+-"u8);
            AcceptRun("0123456789_"u8);
        }

        Accept("i"u8);
        var next = Peek();
        if (next == EndOfText || !IsAlphaNumeric(next))
        {
            return true;
        }

        Read();
        return false;
    }

    private bool Accept(ReadOnlySpan<byte> valid)
    {
        if (_position < _text.Length && valid.Contains(_text[_position]))
        {
            _position++;
            return true;
        }

        return false;
    }

    private void AcceptRun(ReadOnlySpan<byte> valid)
    {
        while (Accept(valid))
        {
        }
    }
}
