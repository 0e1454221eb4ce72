using System.Text;

namespace Confd.Cli.Tests.Docs;

/// <summary>Reads texts out of C# source.</summary>
internal static class SourceText
{
    /// <summary>The text that a piece of source begins with: a literal, or several joined by <c>+</c>; null where it begins
    /// otherwise.</summary>
    /// <remarks>What an interpolated string or a log template fills in becomes <c>…</c>.</remarks>
    public static string? FirstOf(string source)
    {
        var text = new StringBuilder();
        var at = 0;
        while (ReadLiteral(source, ref at, text))
        {
            var next = SkipBlanks(source, at);
            if (next >= source.Length || source[next] != '+')
            {
                break;
            }

            at = SkipBlanks(source, next + 1);
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private static int SkipBlanks(string source, int at)
    {
        while (at < source.Length && char.IsWhiteSpace(source[at]))
        {
            at++;
        }

        return at;
    }

    private static bool ReadLiteral(string source, ref int at, StringBuilder text)
    {
        var start = at < source.Length && source[at] == '$' ? at + 1 : at;
        if (start >= source.Length || source[start] != '"')
        {
            return false;
        }

        for (at = start + 1; at < source.Length && source[at] != '"'; at++)
        {
            switch (source[at])
            {
                case '\\':
                    text.Append(source[++at]);
                    break;
                case '{':
                    at = EndOfHole(source, at);
                    text.Append('…');
                    break;
                default:
                    text.Append(source[at]);
                    break;
            }
        }

        at++;
        return true;
    }

    // The closing brace of a hole, which may hold literals and braces of its own.
    private static int EndOfHole(string source, int at)
    {
        var depth = 0;
        var isText = false;
        for (; at < source.Length; at++)
        {
            var character = source[at];
            if (character == '"')
            {
                isText = !isText;
            }

            depth += (isText, character) switch { (false, '{') => 1, (false, '}') => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        return at;
    }
}
