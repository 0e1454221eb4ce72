using System.Buffers;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Percent-encoding in the parts of a URL (Go <c>net/url</c>, <c>escape</c> and <c>unescape</c>).</summary>
internal static class UrlEscaping
{
    /// <summary>Decodes a part.</summary>
    /// <exception cref="TemplateFunctionException">With Go's message.</exception>
    public static ByteString Unescape(ByteString text, UrlPart part)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 1);
        for (var index = 0; index < text.Length; index++)
        {
            var letter = text[index];
            if (letter == '%')
            {
                letter = Decode(text, index, part);
                index += 2;
            }
            else if (part is UrlPart.Host or UrlPart.Zone && letter < 0x80 && NeedsEscape(letter, part))
            {
                throw new TemplateFunctionException($"invalid character {ErrorText.Quoted(text.Slice(index, 1))} in host name");
            }

            output.Write([letter]);
        }

        return new ByteString(output.WrittenMemory);
    }

    /// <summary>Encodes a part.</summary>
    public static ByteString Escape(ByteString text, UrlPart part)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 8);
        foreach (var letter in text.Span)
        {
            output.Write(NeedsEscape(letter, part) ? [(byte)'%', Digit(letter >> 4), Digit(letter & 15)] : [letter]);
        }

        return new ByteString(output.WrittenMemory);
    }

    private static byte Digit(int value) => "0123456789ABCDEF"u8[value];

    // In hosts only non-ASCII bytes may be escaped, in zones only bytes that are allowed there unescaped, and the percent sign in both.
    private static byte Decode(ByteString text, int index, UrlPart part)
    {
        var sequence = text.Slice(index, Math.Min(3, text.Length - index));
        var isHex = sequence.Length == 3 && char.IsAsciiHexDigit((char)sequence[1]) && char.IsAsciiHexDigit((char)sequence[2]);
        var letter = isHex ? Convert.FromHexString(sequence.ToString().AsSpan(1))[0] : (byte)0;
        var isAllowed = isHex && (letter == '%' || part switch
        {
            UrlPart.Host => letter >= 0x80,
            UrlPart.Zone => letter == ' ' || !NeedsEscape(letter, UrlPart.Host),
            _ => true,
        });
        return isAllowed ? letter : throw new TemplateFunctionException($"invalid URL escape {ErrorText.Quoted(sequence)}");
    }

    private static bool NeedsEscape(byte letter, UrlPart part)
    {
        if (char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
        {
            return false;
        }

        return part switch
        {
            UrlPart.Host or UrlPart.Zone => !"!$&'()*+,;=:[]<>\""u8.Contains(letter),
            UrlPart.Path => !"$&+,/:;=@"u8.Contains(letter),
            UrlPart.User => !"$&+,;="u8.Contains(letter),
            _ => !"$&+,/:;=?@!()*"u8.Contains(letter),
        };
    }
}
