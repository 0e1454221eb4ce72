using System.Buffers;
using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Confd.Engine.Documents;

/// <summary>Refuses the tabs that libyaml, and with it the original, refuses but the YAML library of .NET skips.</summary>
/// <remarks>
/// Outside brackets and braces, a tab may be neither before the first word of a line nor after the dash of a list. Inside texts and after
/// the colon of a key it may; also in lines without content, where they follow an unquoted word, of which they are read as a part, or are
/// between two comments.
/// </remarks>
internal static class YamlTabs
{
    private static readonly SearchValues<string> Suspects = SearchValues.Create(["\n\t", " \t", "-\t", "?\t"], StringComparison.Ordinal);

    /// <summary>Checks the white space between the words of the first document.</summary>
    /// <param name="text">A text that the library can read.</param>
    /// <param name="step">Called for each token; its exceptions end the reading. Null: nothing.</param>
    /// <exception cref="DocumentException">There is such a tab; the message names its line.</exception>
    public static void Refuse(string text, Action? step)
    {
        if (!text.StartsWith('\t') && !text.AsSpan().ContainsAny(Suspects))
        {
            return;
        }

        using var reader = new StringReader(text);
        var scanner = new YamlTokens(reader, step);
        var (end, depth, documents) = (0, 0, 0);
        Token? last = null;
        while (scanner.MoveNext())
        {
            var token = scanner.Current!;
            if (depth == 0)
            {
                RefuseBetween(text, end, (int)token.Start.Index, last);
            }

            if (token is DocumentEnd || (token is DocumentStart && ++documents > 1))
            {
                return;
            }

            depth += token switch { FlowSequenceStart or FlowMappingStart => 1, FlowSequenceEnd or FlowMappingEnd => -1, _ => 0 };
            var tokenEnd = (int)token.End.Index;
            if (token is FlowSequenceEnd or FlowMappingEnd)
            {
                // The library gives a closing bracket no length.
                tokenEnd = (int)token.Start.Index + 1;
            }

            if (tokenEnd > token.Start.Index)
            {
                (end, last) = (tokenEnd, token);
            }
        }
    }

    private static void RefuseBetween(string text, int from, int to, Token? last)
    {
        var start = from == 0 ? 0 : text.LastIndexOf('\n', from - 1) + 1;
        var isAhead = last is BlockEntry or Key || text.AsSpan(start, from - start).IsWhiteSpace();
        var isBlank = last is Scalar { Style: ScalarStyle.Plain };
        for (var index = from; index < to; index++)
        {
            switch (text[index])
            {
                case '\t' when isAhead && !isBlank:
                    throw new DocumentException(
                        $"yaml: line {text.AsSpan(0, index).Count('\n') + 1}: found character that cannot start any token (a tab)");
                case '\n' or '\r':
                    isAhead = true;
                    break;
                case '#':
                    var lineEnd = text.IndexOf('\n', index, to - index) is >= 0 and var found ? found : to;
                    isBlank = isAhead && IsCommentNext(text.AsSpan(lineEnd..to));
                    index = lineEnd - 1;
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsCommentNext(ReadOnlySpan<char> text) => text.TrimStart() is ['#', ..];
}
