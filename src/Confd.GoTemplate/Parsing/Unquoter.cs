using System.Text;
using System.Text.Unicode;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.GoTemplate.Parsing;

/// <summary>Parses quoted constants. Source of the rules: Go <c>strconv.Unquote</c> and <c>UnquoteChar</c>.</summary>
internal static class Unquoter
{
    /// <summary>
    /// The bytes of a quoted or raw string, whose quotes are included in the input: a part of the input where it contains no
    /// escapes.
    /// </summary>
    /// <returns>False for invalid escapes.</returns>
    public static bool TryUnquote(ReadOnlyMemory<byte> quoted, out ByteString bytes)
    {
        var inner = quoted[1..^1];
        var body = inner.Span;
        if (quoted.Span[0] == '`')
        {
            bytes = body.Contains((byte)'\r') ? RemoveCarriageReturns(body) : new ByteString(inner);
            return true;
        }

        if (!body.ContainsAny("\\\""u8) && Utf8.IsValid(body))
        {
            bytes = new ByteString(inner);
            return true;
        }

        var buffer = new ByteBuffer(body.Length);
        while (!body.IsEmpty)
        {
            if (!TryReadChar(ref body, (byte)'"', out var value, out var isByte))
            {
                bytes = ByteString.Empty;
                return false;
            }

            if (isByte)
            {
                buffer.Append((byte)value);
            }
            else
            {
                buffer.AppendRune(value);
            }
        }

        bytes = buffer.ToByteString();
        return true;
    }

    /// <summary>Parses one possibly escaped character.</summary>
    /// <param name="text">The remaining text; moved past the character.</param>
    /// <param name="quote">The quote around the constant, which may be escaped and must not occur unescaped.</param>
    /// <param name="value">The code point, or the byte.</param>
    /// <param name="isByte">Whether the value is a byte of its own rather than a code point to encode.</param>
    public static bool TryReadChar(ref ReadOnlySpan<byte> text, byte quote, out int value, out bool isByte)
    {
        value = 0;
        isByte = false;
        if (text.IsEmpty || text[0] == quote)
        {
            return false;
        }

        if (text[0] != '\\')
        {
            // An invalid byte becomes U+FFFD here, as in Go.
            value = GoUtf8.DecodeFirst(text, out var length);
            text = text[length..];
            return true;
        }

        if (text.Length < 2)
        {
            return false;
        }

        var escape = text[1];
        text = text[2..];
        switch (escape)
        {
            case (byte)'x':
                isByte = true;
                return TryReadDigits(ref text, 2, 16, out value);
            case (byte)'u':
                return TryReadDigits(ref text, 4, 16, out value) && Rune.IsValid(value);
            case (byte)'U':
                return TryReadDigits(ref text, 8, 16, out value) && Rune.IsValid(value);
            case >= (byte)'0' and <= (byte)'7':
                isByte = true;
                var first = escape - '0';
                var isOctal = TryReadDigits(ref text, 2, 8, out var rest);
                value = (first * 64) + rest;
                return isOctal && value <= byte.MaxValue;
            case (byte)'\'' or (byte)'"':
                value = escape;
                return escape == quote;
            default:
                value = SimpleEscape(escape);
                return value >= 0;
        }
    }

    private static int SimpleEscape(byte escape) => (char)escape switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        '\\' => '\\',
        _ => -1,
    };

    private static bool TryReadDigits(ref ReadOnlySpan<byte> text, int count, int radix, out int value)
    {
        value = 0;
        if (text.Length < count)
        {
            return false;
        }

        long number = 0;
        foreach (var c in text[..count])
        {
            if (!char.IsAsciiHexDigit((char)c))
            {
                return false;
            }

            var digit = HexDigit.ValueOf((char)c);
            if (digit >= radix)
            {
                return false;
            }

            number = (number * radix) + digit;
        }

        text = text[count..];
        value = number > GoUtf8.MaxRune ? -1 : (int)number;
        return value >= 0;
    }

    private static ByteString RemoveCarriageReturns(ReadOnlySpan<byte> body)
    {
        var buffer = new ByteBuffer(body.Length);
        foreach (var c in body)
        {
            if (c != '\r')
            {
                buffer.Append(c);
            }
        }

        return buffer.ToByteString();
    }
}
