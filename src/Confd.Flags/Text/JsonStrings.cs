using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Confd.Flags.Text;

/// <summary>Reads JSON strings, also those with half of a surrogate pair, which JSON allows and the base library rejects.</summary>
internal static class JsonStrings
{
    /// <summary>The string or property name at the reader's position.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException) when (reader.ValueIsEscaped)
        {
            // The text is valid UTF-8 and valid JSON, or the reader would not be here: the only other cause is a lone \uD800..\uDFFF.
            return Unescape(reader.ValueSpan);
        }
        catch (InvalidOperationException e)
        {
            throw new FlagFormatException($"a string is not valid UTF-8 (byte {reader.TokenStartIndex})", reader.TokenStartIndex, e);
        }
    }

    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var text = Encoding.UTF8.GetString(escaped);
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u')
            {
                result.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                result.Append(Simple(text[i]));
            }
        }

        return result.ToString();
    }

    private static char Simple(char escape) => escape switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\b',
        'f' => '\f',
        _ => escape,
    };
}
