using System.Globalization;
using Confd.GoTemplate.Formatting;
using Confd.Shared;

namespace Confd.GoTemplate.Functions;

/// <summary><c>html</c>, <c>js</c> and <c>urlquery</c>.</summary>
internal static class Escaping
{
    /// <summary>Go's <c>HTMLEscape</c>.</summary>
    public static void AppendHtml(RenderContext context, ByteBuffer buffer, ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            context.Step();
            switch ((char)c)
            {
                case '\0':
                    buffer.AppendRune(GoUtf8.ReplacementRune);
                    break;
                case '"':
                    buffer.Append("&#34;"u8);
                    break;
                case '\'':
                    buffer.Append("&#39;"u8);
                    break;
                case '&':
                    buffer.Append("&amp;"u8);
                    break;
                case '<':
                    buffer.Append("&lt;"u8);
                    break;
                case '>':
                    buffer.Append("&gt;"u8);
                    break;
                default:
                    buffer.Append(c);
                    break;
            }
        }
    }

    /// <summary>Go's <c>JSEscape</c>.</summary>
    public static void AppendJavaScript(RenderContext context, ByteBuffer buffer, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            context.Step();
            var rune = GoUtf8.DecodeFirst(text, out var length);
            if (rune is '\\' or '\'' or '"')
            {
                buffer.Append('\\');
                buffer.Append((byte)rune);
            }
            else if (rune is < ' ' or '<' or '>' or '&' or '=' || (rune >= 0x80 && !GoUnicode.IsPrint(rune)))
            {
                buffer.Append("\\u"u8);
                buffer.Append(rune.ToString("X4", CultureInfo.InvariantCulture));
            }
            else
            {
                buffer.Append(text[..length]);
            }

            text = text[length..];
        }
    }

    /// <summary>Go's <c>url.QueryEscape</c>.</summary>
    public static void AppendUrlQuery(RenderContext context, ByteBuffer buffer, ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            context.Step();
            if (char.IsAsciiLetterOrDigit((char)c) || (char)c is '-' or '_' or '.' or '~')
            {
                buffer.Append(c);
            }
            else if (c == ' ')
            {
                buffer.Append('+');
            }
            else
            {
                buffer.Append('%');
                buffer.Append("0123456789ABCDEF"u8[c >> 4]);
                buffer.Append("0123456789ABCDEF"u8[c & 0xF]);
            }
        }
    }
}
