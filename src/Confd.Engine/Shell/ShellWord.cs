using System.Buffers;

namespace Confd.Engine.Shell;

/// <summary>Texts as words of a shell.</summary>
internal static class ShellWord
{
    // What no shell gives a meaning to, quoted or not, however often the text is read again. No `=`, which makes assignments, and no `~`.
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@+:,./-");

    /// <summary>True where the text is one word as it stands, in every place of a command.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.IsEmpty && text[0] != '-' && !text.ContainsAnyExcept(PlainCharacters);

    /// <summary>True where a quoted piece can only be a word, such as <c>--file=</c>, and no code for another program.</summary>
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

    /// <summary>The text in single quotes: a piece of a word outside of quotes.</summary>
    public static string Quote(string text) => $"'{InsideSingleQuotes(text)}'";

    /// <summary>The text as a piece of what stands in single quotes already.</summary>
    public static string InsideSingleQuotes(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal);
}
