using YamlDotNet.Core;

namespace Confd.Engine.Documents;

/// <summary>Accepts the layouts that libyaml, and with it the original, accepts and the YAML library of .NET does not.</summary>
/// <remarks>
/// These are: lines inside brackets, braces or double quotes that start left of what surrounds them, and blank lines with trailing blanks
/// ahead of the first line of a block scalar. All of them mean the same with the white space put right, so that is done, line by line,
/// where the library stops.
/// </remarks>
internal static class YamlLayout
{
    /// <summary>Puts the white space right at the place of an error.</summary>
    /// <param name="text">The document.</param>
    /// <param name="error">What the library threw.</param>
    /// <param name="position">Where its scanner stood then.</param>
    /// <returns>The changed document with the same lines, or null where white space is not the trouble.</returns>
    public static string? TryRelax(string text, Exception error, Mark position) => error switch
    {
        SemanticErrorException { Start.Column: 1, End.Column: > 1 } semantic => WithoutBlanksAbove(text, (int)semantic.Start.Index),
        SyntaxErrorException syntax when At(text, syntax.Start.Index) == '"' && syntax.End.Line > syntax.Start.Line =>
            Indented(text, (int)syntax.End.Index),
        _ when error.GetType() == typeof(InvalidOperationException) => Indented(text, (int)position.Index),
        _ => null,
    };

    private static char At(string text, long index) => index >= 0 && index < text.Length ? text[(int)index] : '\0';

    private static int LineStart(string text, int index) =>
        index <= 0 ? 0 : text.LastIndexOf('\n', Math.Min(index, text.Length) - 1) + 1;

    /// <summary>Empties the lines of blanks that stand directly above, unless one has more blanks than the line itself: that ends the
    /// scalar.</summary>
    private static string? WithoutBlanksAbove(string text, int index)
    {
        var end = LineStart(text, index);
        var indentation = text.Length - end - text.AsSpan(end).TrimStart(' ').Length;
        var kept = end;
        var lines = "";
        while (kept > 0)
        {
            var start = LineStart(text, kept - 1);
            var line = text.AsSpan(start, kept - start);
            if (!line.IsWhiteSpace())
            {
                break;
            }

            if (line.TrimEnd("\r\n").Length > indentation)
            {
                return null;
            }

            lines = line.EndsWith("\r\n") ? "\r\n" + lines : "\n" + lines;
            kept = start;
        }

        return kept + lines.Length == end ? null : string.Concat(text.AsSpan(0, kept), lines, text.AsSpan(end));
    }

    /// <summary>Moves a line right of everything, if only white space stands before the place.</summary>
    private static string? Indented(string text, int index)
    {
        var start = LineStart(text, index);
        if (index > text.Length || !text.AsSpan(start, index - start).IsWhiteSpace())
        {
            return null;
        }

        var deepest = text.Split('\n').Max(line => line.Length - line.TrimStart(' ').Length);
        return text.Insert(start, new string(' ', deepest + 1));
    }
}
