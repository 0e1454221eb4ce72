using System.Buffers;
using Confd.Shared;

namespace Confd.GoTemplate.Formatting;

/// <summary>Quoting of strings and characters. Source of the rules: Go <c>strconv/quote.go</c>.</summary>
internal static class GoQuote
{
    // Characters that are not escaped in quotes: printable ASCII without the double quote and the backslash.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    /// <summary>Appends a string in double quotes; with asciiOnly all of Unicode beyond ASCII is escaped too.</summary>
    public static void AppendString(ByteBuffer buffer, ReadOnlySpan<byte> text, bool asciiOnly)
    {
        buffer.Append('"');
        while (!text.IsEmpty)
        {
            if (text.IndexOfAnyExcept(Plain) is not 0 and var end)
            {
                var plain = end < 0 ? text : text[..end];
                buffer.Append(plain);
                text = text[plain.Length..];
                continue;
            }

            var rune = GoUtf8.DecodeFirst(text, out var length);
            if (rune == GoUtf8.ReplacementRune && length == 1)
            {
                buffer.Append("\\x"u8);
                AppendHex(buffer, text[0], 2);
            }
            else
            {
                AppendEscaped(buffer, rune, '"', asciiOnly);
            }

            text = text[length..];
        }

        buffer.Append('"');
    }

    /// <summary>Appends a code point in single quotes; one that does not exist as U+FFFD.</summary>
    public static void AppendRune(ByteBuffer buffer, int rune, bool asciiOnly)
    {
        buffer.Append('\'');
        AppendEscaped(buffer, IsSurrogateOrTooLarge(rune) ? GoUtf8.ReplacementRune : rune, '\'', asciiOnly);
        buffer.Append('\'');
    }

    /// <summary>Whether a string can be written between backquotes without escapes.</summary>
    public static bool CanBackquote(ReadOnlySpan<byte> text)
    {
        const int ByteOrderMark = 0xFEFF;
        while (!text.IsEmpty)
        {
            var rune = GoUtf8.DecodeFirst(text, out var length);
            var isBad = length == 1
                ? rune == GoUtf8.ReplacementRune || (rune < ' ' && rune != '\t') || rune is '`' or 0x7F
                : rune == ByteOrderMark;
            if (isBad)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    /// <summary>The first code points of a text.</summary>
    public static ReadOnlySpan<byte> FirstRunes(ReadOnlySpan<byte> text, int count)
    {
        var end = 0;
        for (var i = 0; i < count && end < text.Length; i++)
        {
            GoUtf8.DecodeFirst(text[end..], out var length);
            end += length;
        }

        return text[..end];
    }

    private static bool IsSurrogateOrTooLarge(int rune) => rune is < 0 or > GoUtf8.MaxRune or (>= 0xD800 and <= 0xDFFF);

    private static void AppendEscaped(ByteBuffer buffer, int rune, char quote, bool asciiOnly)
    {
        if (rune == quote || rune == '\\')
        {
            buffer.Append('\\');
            buffer.Append((byte)rune);
            return;
        }

        if (asciiOnly ? rune < 0x80 && GoUnicode.IsPrint(rune) : GoUnicode.IsPrint(rune))
        {
            buffer.AppendRune(rune);
            return;
        }

        var escape = rune is >= '\a' and <= '\r' ? "abtnvfr"[rune - '\a'] : '\0';
        buffer.Append('\\');
        if (escape != '\0')
        {
            buffer.Append(escape);
        }
        else if (rune is < ' ' or 0x7F)
        {
            buffer.Append('x');
            AppendHex(buffer, rune, 2);
        }
        else if (rune < 0x10000)
        {
            buffer.Append('u');
            AppendHex(buffer, rune, 4);
        }
        else
        {
            buffer.Append('U');
            AppendHex(buffer, rune, 8);
        }
    }

    private static void AppendHex(ByteBuffer buffer, int value, int digits)
    {
        for (var shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            buffer.Append(HexDigits[(value >> shift) & 0xF]);
        }
    }
}
