using System.Buffers;
using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Templates.Functions;

/// <summary>
/// Splits a name into words as confd does: they end at <c>_</c>, <c>-</c> and spaces, before a capital after a non-capital, and before the
/// last capital of a run that continues in lower case (<c>HTTPServer</c> is http and server). Digits and dots are part of words.
/// </summary>
internal static class WordCase
{
    /// <summary>The words in lower case, joined with a separator.</summary>
    public static ByteString Join(RenderContext context, ByteString text, ReadOnlySpan<byte> separator)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 8);
        foreach (var word in Words(context, text))
        {
            if (output.WrittenCount > 0)
            {
                output.Write(separator);
            }

            foreach (var rune in word)
            {
                GoUtf8.Write(output, GoCase.ToLower(rune));
            }
        }

        return new ByteString(output.WrittenMemory);
    }

    /// <summary>The words joined, capitalized from the second on.</summary>
    public static ByteString Camel(RenderContext context, ByteString text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 8);
        foreach (var word in Words(context, text))
        {
            var isFirstWord = output.WrittenCount == 0;
            for (var index = 0; index < word.Count; index++)
            {
                var lower = GoCase.ToLower(word[index]);
                GoUtf8.Write(output, index == 0 && !isFirstWord ? GoCase.ToUpper(lower) : lower);
            }
        }

        return new ByteString(output.WrittenMemory);
    }

    private static List<List<int>> Words(RenderContext context, ByteString text)
    {
        var runes = Runes(text.Span);
        var words = new List<List<int>>();
        var word = new List<int>();
        for (var index = 0; index < runes.Count; index++)
        {
            context.Step();
            var isSeparator = runes[index] is '_' or '-' or ' ';
            if (word.Count > 0 && (isSeparator || BeginsWord(runes, index)))
            {
                words.Add(word);
                word = [];
                context.CheckCount(words.Count);
            }

            if (!isSeparator)
            {
                word.Add(runes[index]);
            }
        }

        if (word.Count > 0)
        {
            words.Add(word);
        }

        return words;
    }

    private static bool BeginsWord(List<int> runes, int index) =>
        GoCase.IsUpper(runes[index])
        && ((index + 1 < runes.Count && GoCase.IsLower(runes[index + 1])) || !GoCase.IsUpper(runes[index - 1]));

    private static List<int> Runes(ReadOnlySpan<byte> text)
    {
        var runes = new List<int>(text.Length);
        while (!text.IsEmpty)
        {
            runes.Add(GoUtf8.DecodeFirst(text, out var width));
            text = text[width..];
        }

        return runes;
    }
}
