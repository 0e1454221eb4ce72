using System.Globalization;
using System.Text;

namespace Confd.Cli.Logging;

/// <summary>
/// Escapes characters that would break a line, move a terminal's cursor or change the direction of text: names of keys and files may
/// contain all of them, and must not be able to forge a line of the log.
/// </summary>
internal static class ControlCharacters
{
    /// <summary>The text with <c>\n</c>, <c>\x1b</c> or <c>\u2028</c> in place of each such character; usually the same
    /// instance.</summary>
    public static string Escape(string text)
    {
        var first = FindFirst(text);
        if (first < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        foreach (var character in text.AsSpan(first))
        {
            Append(escaped, character);
        }

        return escaped.ToString();
    }

    private static int FindFirst(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (IsControl(text[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private static void Append(StringBuilder escaped, char character)
    {
        var text = character switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < '\u0100' when IsControl(character) => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
            _ when IsControl(character) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
            _ => null,
        };
        if (text is null)
        {
            escaped.Append(character);
        }
        else
        {
            escaped.Append(text);
        }
    }

    // C0, DEL, C1, the separators of lines and paragraphs, and the marks of direction, which reorder the displayed text.
    private static bool IsControl(char character) =>
        char.IsControl(character)
        || character is '\u2028'
        or '\u2029'
        or '\u061c'
        or '\u200e'
        or '\u200f'
        or (>= '\u202a' and <= '\u202e')
        or (>= '\u2066' and <= '\u2069');
}
