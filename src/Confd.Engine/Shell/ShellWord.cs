using System.Buffers;

namespace Confd.Engine.Shell;

/// <summary>Checks and quotes texts as words of a shell.</summary>
internal static class ShellWord
{
    // Characters without a meaning to any shell, quoted or not, however often the text is parsed. No `=`, for assignments, and no `~`.
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@+:,./-");

    /// <summary>True where the unquoted text is one word, in every place of a command.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.IsEmpty && text[0] != '-' && !text.ContainsAnyExcept(PlainCharacters);

    /// <summary>True where a quoted piece can only be part of a word, such as <c>--file=</c>, and not code for another program.</summary>
    public static bool IsPieceOfWord(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!PlainCharacters.Contains(character) && character is not ('=' or '%'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The text in single quotes: a part of a word outside quotes.</summary>
    public static string Quote(string text) => $"'{InsideSingleQuotes(text)}'";

    /// <summary>The text as a part of a text that is already in single quotes.</summary>
    public static string InsideSingleQuotes(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal);
}
