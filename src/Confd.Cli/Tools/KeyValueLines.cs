using System.Text;
using Confd.Engine.Keys;

namespace Confd.Cli.Tools;

/// <summary>Files of <c>KEY=VALUE</c> lines, such as <c>/app/db/host=db.example.com</c> or <c>DB_HOST='x'</c>.</summary>
/// <remarks>
/// Blank lines and lines that begin with <c>#</c> are skipped; a leading <c>export </c> is ignored. A value extends unquoted to the end of
/// the line, or is in single quotes (nothing is special) or double quotes (<c>\n \r \t \" \\</c>), after which only a comment may follow.
/// </remarks>
internal static class KeyValueLines
{
    /// <summary>Parses all lines. A byte order mark is skipped.</summary>
    /// <exception cref="InvalidDataException">A line is not UTF-8, has no <c>=</c>, no key, a repeated key, or an unclosed quote; the
    /// message names file and line.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Dictionary<string, string> Parse(Stream text, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = new ByteLines(text);
        while (lines.TryRead(out var bytes))
        {
            var number = lines.Number;
            var line = TextBytes.Decode(bytes, $"{path}:{number}").AsSpan().Trim();
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            line = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..] : line;
            var equals = line.IndexOf('=');
            var key = equals < 0 ? "" : line[..equals].Trim().ToString();
            if (key.Length == 0)
            {
                throw new InvalidDataException(
                    $"{path}:{number}: expected KEY=VALUE; a file of another form needs --format json or yaml, or its extension");
            }

            key = KeyPath.Clean(key);
            if (!numbers.TryAdd(key, number))
            {
                throw new InvalidDataException($"{path}:{number}: line {numbers[key]} sets key {key} too");
            }

            values[key] = Value(line[(equals + 1)..].Trim().ToString(), path, number);
        }

        return values;
    }

    /// <summary>True where <see cref="Parse"/> reads such a line back to this key; otherwise it would be another key, several lines or
    /// none.</summary>
    public static bool CanHold(string key) =>
        !key.AsSpan().ContainsAny('=', '\n', '\r')
        && key == key.Trim()
        && key is not ([] or ['#' or '\ufeff', ..])
        && !key.StartsWith("export ", StringComparison.Ordinal);

    /// <summary>One line that <see cref="Parse"/> reads back to the same key and value, if <see cref="CanHold"/> returns true.</summary>
    public static string Format(string key, string value) => $"{key}={(IsPlain(value) ? value : Quote(value))}";

    private static bool IsPlain(string value) =>
        value.Length == 0
        || (value[0] is not ('"' or '\'') && value == value.Trim() && !value.AsSpan().ContainsAny('\n', '\r', '\0'));

    private static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in value)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static string Value(string text, string path, int line) => text.Length == 0 ? text : text[0] switch
    {
        '\'' => Quoted(text, path, line, hasEscapes: false),
        '"' => Quoted(text, path, line, hasEscapes: true),
        _ => text,
    };

    private static string Quoted(string text, string path, int line, bool hasEscapes)
    {
        var value = new StringBuilder();
        for (var index = 1; index < text.Length; index++)
        {
            if (text[index] == text[0])
            {
                var rest = text[(index + 1)..].TrimStart();
                return rest.Length == 0 || rest[0] == '#'
                    ? value.ToString()
                    : throw new InvalidDataException($"{path}:{line}: unexpected text after the closing quote");
            }

            var isEscape = hasEscapes && text[index] == '\\' && index + 1 < text.Length;
            value.Append(isEscape ? Unescape(text[++index], path, line) : text[index]);
        }

        throw new InvalidDataException($"{path}:{line}: the quote is not closed");
    }

    private static char Unescape(char escaped, string path, int line) => escaped switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '"' or '\\' => escaped,
        _ => throw new InvalidDataException($"{path}:{line}: unknown escape; known are \\n \\r \\t \\\" \\\\"),
    };
}
