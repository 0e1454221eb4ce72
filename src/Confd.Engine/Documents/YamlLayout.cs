using System.Text;
using YamlDotNet.Core;

namespace Confd.Engine.Documents;

/// <summary>Accepts the layouts that libyaml, and with it the original, accepts but the YAML library of .NET does not.</summary>
/// <remarks>
/// These are: lines inside brackets, braces or double quotes that start left of the surrounding block, and blank lines before the first
/// line of a block scalar, or in place of one. All of them have the same meaning with corrected white space, so that is done where the
/// library stops, up to the end of the quotes or brackets.
/// </remarks>
internal static class YamlLayout
{
    // As the library counts lines, and YAML once did: quoted text continues after a U+2028.
    private const string LineEnds = "\n\u0085\u2028\u2029";

    // The deepest indentation of a block scalar that its header can specify.
    private const int DeepestIndentation = 9;

    /// <summary>Corrects the white space at the place of an error.</summary>
    /// <param name="text">The document.</param>
    /// <param name="error">The library's exception.</param>
    /// <param name="position">The position of its scanner.</param>
    /// <param name="maxLength">The longest result: spaces added to many lines can be far more than the lines.</param>
    /// <returns>The changed document with the same lines, or null where white space is not the cause.</returns>
    public static string? TryRelax(string text, Exception error, Mark position, long maxLength) => error switch
    {
        SemanticErrorException { Start.Column: 1 } semantic => WithoutBlanksAbove(text, (int)semantic.Start.Index),
        SyntaxErrorException syntax when At(text, syntax.Start.Index) == '"' && syntax.End.Line > syntax.Start.Line =>
            Indented(text, (int)syntax.End.Index, FindQuote(text, (int)syntax.Start.Index + 1), maxLength),
        _ when error.GetType() == typeof(InvalidOperationException) =>
            Indented(text, (int)position.Index, FindClosingBracket(text, (int)position.Index), maxLength),
        _ => null,
    };

    private static char At(string text, long index) => index >= 0 && index < text.Length ? text[(int)index] : '\0';

    private static int LineStart(string text, int index) =>
        index <= 0 ? 0 : text.LastIndexOf('\n', Math.Min(index, text.Length) - 1) + 1;

    /// <summary>Empties the lines of spaces directly above.</summary>
    private static string? WithoutBlanksAbove(string text, int index)
    {
        var end = LineStart(text, index);
        var indentation = text.Length - end - text.AsSpan(end).TrimStart(' ').Length;
        var (kept, longest) = (end, 0);
        var lines = new Stack<string>();
        while (kept > 0)
        {
            var start = LineStart(text, kept - 1);
            var line = text.AsSpan(start, kept - start);
            if (!line.IsWhiteSpace())
            {
                break;
            }

            longest = Math.Max(longest, line.TrimEnd("\r\n").Length);
            lines.Push(line.EndsWith("\r\n") ? "\r\n" : "\n");
            kept = start;
        }

        // A line with more spaces above it than it starts with is not part of the scalar: those have set the indentation.
        var above = text[..kept];
        if (longest > indentation)
        {
            var header = LineStart(text, kept - 1);
            var outer = kept - header - text.AsSpan(header, kept - header).TrimStart(' ').Length;
            if (indentation - outer >= DeepestIndentation)
            {
                return null;
            }

            above = WithDeepScalar(above);
        }

        var emptied = string.Concat(lines);
        return kept + emptied.Length == end ? null : string.Concat(above, emptied, text.AsSpan(end));
    }

    /// <summary>Gives the block scalar whose header is last the deepest indentation that can be specified, so that what follows is not part
    /// of its text.</summary>
    private static string WithDeepScalar(string text)
    {
        for (var index = LineStart(text, text.Length - 1); index < text.Length; index++)
        {
            if (text[index] is '|' or '>' && (index == 0 || char.IsWhiteSpace(text[index - 1])))
            {
                var rest = text.AsSpan(index + 1).TrimStart("+-").TrimStart();
                if (rest.IsEmpty || rest[0] == '#')
                {
                    return text.Insert(index + 1, $"{DeepestIndentation}");
                }
            }
        }

        return text;
    }

    /// <summary>Indents lines beyond all others, if only white space, and brackets that were just read, precede the place.</summary>
    /// <param name="text">The document.</param>
    /// <param name="index">A position in the first of the lines.</param>
    /// <param name="end">A position in the last one; before the first: only that one.</param>
    /// <param name="maxLength">The longest result.</param>
    private static string? Indented(string text, int index, int end, long maxLength)
    {
        var start = text.AsSpan(0, Math.Min(index, text.Length)).LastIndexOfAny(LineEnds) + 1;
        if (index > text.Length || !text.AsSpan(start, index - start).TrimEnd("[{").IsWhiteSpace())
        {
            return null;
        }

        var indentation = new string(' ', text.Split('\n').Max(line => line.Length - line.TrimStart(' ').Length) + 1);
        var relaxed = new StringBuilder(text, 0, start, text.Length + indentation.Length);
        do
        {
            if (relaxed.Length + indentation.Length + (text.Length - start) > maxLength)
            {
                return null;
            }

            var next = text.AsSpan(start).IndexOfAny(LineEnds) is var length and >= 0 ? start + length + 1 : text.Length;
            relaxed.Append(indentation).Append(text, start, next - start);
            start = next;
        }
        while (start <= end && start < text.Length);
        return relaxed.Append(text, start, text.Length - start).ToString();
    }

    // The quote that ends a double-quoted text; -1 where there is none.
    private static int FindQuote(string text, int index)
    {
        for (; index < text.Length; index++)
        {
            if (text[index] == '"')
            {
                return index;
            }

            index += text[index] == '\\' ? 1 : 0;
        }

        return -1;
    }

    // The bracket or brace that closes the one around a position between two tokens; -1 where there is none.
    private static int FindClosingBracket(string text, int index)
    {
        var depth = 0;
        for (; index >= 0 && index < text.Length; index++)
        {
            switch (text[index])
            {
                case '[' or '{':
                    depth++;
                    break;
                case ']' or '}' when --depth < 0:
                    return index;
                case '"' when IsAtStartOfToken(text, index):
                    index = FindQuote(text, index + 1);
                    break;
                case '\'' when IsAtStartOfToken(text, index):
                    index = text.IndexOf('\'', index + 1);
                    break;
                case '#' when char.IsWhiteSpace(At(text, index - 1)):
                    index = text.IndexOf('\n', index);
                    break;
                default:
                    break;
            }

            if (index < 0)
            {
                break;
            }
        }

        return -1;
    }

    // Elsewhere a quote is an ordinary character: don't.
    private static bool IsAtStartOfToken(string text, int index) => At(text, index - 1) is var before
        && (before is '[' or '{' or ',' or ':' or '\0' || char.IsWhiteSpace(before) || (before is '\'' && text[index] == before));
}
