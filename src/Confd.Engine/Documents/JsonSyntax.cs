using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;

namespace Confd.Engine.Documents;

/// <summary>Checks that bytes are one JSON text, with the errors of Go's <c>encoding/json</c> (its <c>scanner.go</c>).</summary>
/// <remarks>Go checks the whole text before it reads a value, so a syntax error at the end precedes a type error at the start.</remarks>
internal ref struct JsonSyntax
{
    private const int MaxDepth = 10_000;

    private readonly ReadOnlySpan<byte> _text;
    private readonly Stack<bool> _isObject;
    private readonly CancellationToken _stop;
    private int _position;

    private JsonSyntax(ReadOnlySpan<byte> text, CancellationToken stop)
    {
        _stop = stop;
        _text = text;
        _isObject = new Stack<bool>();
    }

    // Go's scanner is passed one space at the end of the text, which the error of a truncated number or literal then names.
    private readonly int Current => _position < _text.Length ? _text[_position] : ' ';

    /// <summary>Throws where the text is not exactly one JSON value with white space around it.</summary>
    /// <exception cref="TemplateFunctionException">With Go's message.</exception>
    public static void Check(ReadOnlySpan<byte> text, CancellationToken stop = default)
    {
        var syntax = new JsonSyntax(text, stop);
        syntax.CheckAll();
    }

    /// <summary>The error of the text, in Go's words and with its position; null where it is one JSON value.</summary>
    public static ErrorText? FindProblem(ReadOnlySpan<byte> text, CancellationToken stop = default)
    {
        var syntax = new JsonSyntax(text, stop);
        try
        {
            syntax.CheckAll();
            return null;
        }
        catch (TemplateFunctionException problem)
        {
            var before = text[..Math.Min(syntax._position, text.Length)];
            var column = before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1;
            return ErrorText.Format($"{problem.Text} (line {before.Count((byte)'\n') + 1}, column {column})");
        }
    }

    private void CheckAll()
    {
        // A loop instead of recursion: the nesting of a text must not become the nesting of calls.
        for (var expectsValue = true; expectsValue || _isObject.Count > 0;)
        {
            _stop.ThrowIfCancellationRequested();
            SkipSpace();
            RequireMore();
            expectsValue = expectsValue ? BeginValue() : EndElement();
        }

        SkipSpace();
        if (_position < _text.Length)
        {
            throw Invalid("after top-level value");
        }
    }

    // Reads a scalar, or enters a container. True where the container's first value comes next.
    private bool BeginValue()
    {
        switch (Current)
        {
            case '{':
                return Enter(isObject: true);
            case '[':
                return Enter(isObject: false);
            case '"':
                CheckString();
                return false;
            case 't':
                CheckLiteral("true");
                return false;
            case 'f':
                CheckLiteral("false");
                return false;
            case 'n':
                CheckLiteral("null");
                return false;
            case '-' or (>= '0' and <= '9'):
                CheckNumber();
                return false;
            default:
                throw Invalid("looking for beginning of value");
        }
    }

    // After a value inside a container. True where another one follows.
    private bool EndElement()
    {
        var isObject = _isObject.Peek();
        if (TryLeave(isObject))
        {
            return false;
        }

        if (Current != ',')
        {
            throw Invalid(isObject ? "after object key:value pair" : "after array element");
        }

        _position++;
        if (isObject)
        {
            SkipSpace();
            CheckKey();
        }

        return true;
    }

    private bool Enter(bool isObject)
    {
        if (_isObject.Count >= MaxDepth)
        {
            throw Invalid("exceeded max depth");
        }

        _isObject.Push(isObject);
        _position++;
        SkipSpace();
        RequireMore();
        if (TryLeave(isObject))
        {
            return false;
        }

        if (isObject)
        {
            CheckKey();
        }

        return true;
    }

    private bool TryLeave(bool isObject)
    {
        if (Current != (isObject ? '}' : ']'))
        {
            return false;
        }

        _isObject.Pop();
        _position++;
        return true;
    }

    private void CheckKey()
    {
        RequireMore();
        if (Current != '"')
        {
            throw Invalid("looking for beginning of object key string");
        }

        CheckString();
        SkipSpace();
        RequireMore();
        if (Current != ':')
        {
            throw Invalid("after object key");
        }

        _position++;
    }

    private void CheckString()
    {
        _position++;
        while (true)
        {
            switch (Current)
            {
                case '"':
                    _position++;
                    return;
                case '\\':
                    _position++;
                    CheckEscape();
                    break;
                case < ' ':
                    throw Invalid("in string literal");
                default:
                    RequireMore();
                    _position++;
                    break;
            }
        }
    }

    private void CheckEscape()
    {
        if (Current == 'u')
        {
            _position++;
            for (var digits = 0; digits < 4; digits++, _position++)
            {
                if (!char.IsAsciiHexDigit((char)Current))
                {
                    throw Invalid("in \\u hexadecimal character escape");
                }
            }

            return;
        }

        if (Current is not ('"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't'))
        {
            throw Invalid("in string escape code");
        }

        _position++;
    }

    private void CheckLiteral(string literal)
    {
        for (var index = 1; index < literal.Length; index++)
        {
            _position++;
            if (Current != literal[index])
            {
                throw Invalid($"in literal {literal} (expecting {QuoteByte(literal[index])})");
            }
        }

        _position++;
    }

    private void CheckNumber()
    {
        if (Current == '-')
        {
            _position++;
            RequireDigit("in numeric literal");
        }

        // A zero is a whole number by itself; what follows is validated as the next token.
        if (Current == '0')
        {
            _position++;
        }
        else
        {
            SkipDigits();
        }

        if (Current == '.')
        {
            _position++;
            RequireDigit("after decimal point in numeric literal");
            SkipDigits();
        }

        if (Current is 'e' or 'E')
        {
            _position++;
            _position += Current is '+' or '-' ? 1 : 0;
            RequireDigit("in exponent of numeric literal");
            SkipDigits();
        }
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit((char)Current))
        {
            _position++;
        }
    }

    private readonly void RequireDigit(string context)
    {
        if (!char.IsAsciiDigit((char)Current))
        {
            throw Invalid(context);
        }
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _position++;
        }
    }

    private readonly void RequireMore()
    {
        if (_position >= _text.Length)
        {
            throw UnexpectedEnd();
        }
    }

    private static TemplateFunctionException UnexpectedEnd() => new("unexpected end of JSON input");

    private readonly TemplateFunctionException Invalid(string context) => new(
        $"invalid character {new ErrorText(QuoteByte((char)Current), "(1 byte)")} {context}");

    // Go quotes the byte as if it were a code point.
    private static string QuoteByte(char letter) => letter switch
    {
        '\'' => @"'\''",
        '"' => "'\"'",
        _ => $"'{GoFormat.Quote(letter.ToString()).Trim('"')}'",
    };
}
