using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Confd.Engine.Documents;
using Confd.GoTemplate;

namespace Confd.Engine.Templates.Sprig.Helm;

/// <summary>Writes texts in YAML: plain where possible, in double quotes where they would have another meaning, in single quotes where
/// special characters require it, as a block where they have several lines.</summary>
internal static partial class YamlText
{
    private const string SignsAtStart = "#,[]{}&*!|>'\"%@`";

    /// <summary>Writes a text as a value.</summary>
    /// <param name="context">Limits the output, and may cancel the run.</param>
    /// <param name="output">Receives the text.</param>
    /// <param name="text">Any text.</param>
    /// <param name="indent">Spaces before the lines of a block.</param>
    /// <param name="keepsTabs">Whether a block may contain tabs.</param>
    /// <exception cref="TemplateFunctionException">The output becomes too large.</exception>
    public static void Write(RenderContext context, StringBuilder output, string text, int indent, bool keepsTabs)
    {
        if (text.Contains('\n', StringComparison.Ordinal)
            && !HasStrangeCharacters(text) && !HasBlankBeforeLineEnd(text) && (keepsTabs || !text.Contains('\t', StringComparison.Ordinal)))
        {
            WriteBlock(context, output, text, Math.Max(indent, 2));
        }
        else
        {
            output.Append(WriteLine(text));
        }
    }

    /// <summary>A text as the name of an entry, which is never a block.</summary>
    public static string WriteKey(string text) => text == "<<" ? Quote(text) : WriteLine(text);

    private static string WriteLine(string text)
    {
        if (HasStrangeCharacters(text) || text.AsSpan().ContainsAny('\n', '\t') || IsOther(text))
        {
            return Quote(text);
        }

        return CanBePlain(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static bool CanBePlain(string text) =>
        text[0] != ' ' && text[^1] != ' '
        && !SignsAtStart.Contains(text[0], StringComparison.Ordinal)
        && !(text[0] is '-' or '?' or ':' && (text.Length == 1 || text[1] == ' '))
        && !text.StartsWith("---", StringComparison.Ordinal) && !text.StartsWith("...", StringComparison.Ordinal)
        && !text.Contains(": ", StringComparison.Ordinal) && !text.EndsWith(':') && !text.Contains(" #", StringComparison.Ordinal);

    // Line ends and tabs are ordinary characters. A character of two UTF-16 units is special for Go's libraries.
    private static bool HasStrangeCharacters(string text) => text.Any(letter => (char.IsControl(letter) && letter is not ('\n' or '\t'))
        || char.IsSurrogate(letter) || letter is '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff');

    private static bool HasBlankBeforeLineEnd(string text) => text.Contains(" \n", StringComparison.Ordinal) || text.EndsWith(' ');

    // Texts that a reader would interpret as a boolean, null, a number or a date, or a YAML 1.1 reader as a number in base 60.
    private static bool IsOther(string text) => !YamlScalars.IsPlainText(text) || Base60().IsMatch(text);

    // At deep levels, the spaces before many short lines are far more than the text.
    private static void WriteBlock(RenderContext context, StringBuilder output, ReadOnlySpan<char> text, int indent)
    {
        var bodyLength = text.TrimEnd('\n').Length;
        var chomping = (text.Length - bodyLength) switch { 0 => "-", 1 when bodyLength > 0 => "", _ => "+" };
        output.Append('|').Append(text[0] is ' ' or '\n' ? "2" : "").Append(chomping);
        var body = chomping == "-" ? text : text[..^1];
        foreach (var range in body.Split('\n'))
        {
            var line = body[range];
            context.Step();
            context.CheckSize((long)output.Length + indent + line.Length);
            output.Append('\n').Append(' ', line.IsEmpty ? 0 : indent).Append(line);
        }
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' or '\\' => quoted.Append('\\').Append((char)rune.Value),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\0' => quoted.Append("\\0"),
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\v' => quoted.Append("\\v"),
                '\f' => quoted.Append("\\f"),
                '\x1b' => quoted.Append("\\e"),
                '\x85' => quoted.Append("\\N"),
                '\u2028' => quoted.Append("\\L"),
                '\u2029' => quoted.Append("\\P"),
                < ' ' or (>= '\x7f' and < '\xa0') => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"),
                '\ufeff' or '\ufffe' or '\uffff' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                > 0xFFFF => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"),
                _ => quoted.Append(rune),
            };
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(
        @"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Base60();
}
