using System.Buffers;
using System.Globalization;
using System.Text;
using Confd.Shared;

namespace Confd.GoTemplate.Formatting;

/// <summary>
/// Code points as Go sees them: UTF-8 decoding that never fails, and the character classes of Go's <c>unicode</c> package.
/// </summary>
public static class GoUnicode
{
    /// <summary>U+FFFD, which stands for each byte that is not part of valid UTF-8.</summary>
    public const int ReplacementCharacter = GoUtf8.ReplacementRune;

    /// <summary>The largest code point.</summary>
    public const int MaxCodePoint = GoUtf8.MaxRune;

    /// <summary>Go's <c>utf8.DecodeRune</c>: a bad byte gives U+FFFD and length 1.</summary>
    /// <param name="text">UTF-8, not empty.</param>
    /// <param name="length">Bytes used: 1 to 4; 0 where the text is empty.</param>
    public static int Decode(ReadOnlySpan<byte> text, out int length)
    {
        if (text.IsEmpty)
        {
            length = 0;
            return ReplacementCharacter;
        }

        return GoUtf8.DecodeFirst(text, out length);
    }

    /// <summary>Go's <c>utf8.DecodeLastRune</c>.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="length">Bytes used at the end: 1 to 4; 0 where the text is empty.</param>
    public static int DecodeLast(ReadOnlySpan<byte> text, out int length)
    {
        if (text.IsEmpty)
        {
            length = 0;
            return ReplacementCharacter;
        }

        if (Rune.DecodeLastFromUtf8(text, out var rune, out length) != OperationStatus.Done)
        {
            length = 1;
        }

        return rune.Value;
    }

    /// <summary>Go's <c>utf8.RuneCount</c>: code points, each bad byte counting as one.</summary>
    /// <param name="text">UTF-8.</param>
    public static int CountRunes(ReadOnlySpan<byte> text) => GoUtf8.CountRunes(text);

    /// <summary>Go's <c>unicode.IsLetter</c>: categories L.</summary>
    /// <param name="rune">A code point.</param>
    public static bool IsLetter(int rune) => CategoryOf(rune) <= UnicodeCategory.OtherLetter;

    /// <summary>Go's <c>unicode.IsDigit</c>: category Nd.</summary>
    /// <param name="rune">A code point.</param>
    public static bool IsDecimalDigit(int rune) => CategoryOf(rune) == UnicodeCategory.DecimalDigitNumber;

    /// <summary>Go's <c>strconv.IsPrint</c> and <c>unicode.IsPrint</c>: letters, marks, numbers, punctuation, symbols and the ASCII
    /// space.</summary>
    /// <param name="rune">A code point.</param>
    public static bool IsPrint(int rune)
    {
        if (rune < 0x7F)
        {
            return rune >= ' ';
        }

        return CategoryOf(rune) switch
        {
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate => false,
            UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => false,
            _ => true,
        };
    }

    /// <summary>The <c>%#U</c> form: <c>U+0078 'x'</c>, without the character where it is not printable.</summary>
    /// <param name="rune">A code point.</param>
    internal static string Describe(int rune)
        => IsPrint(rune) ? $"U+{rune:X4} '{char.ConvertFromUtf32(rune)}'" : $"U+{rune:X4}";

    private static UnicodeCategory CategoryOf(int rune)
        => rune is < 0 or > MaxCodePoint || UnicodeAdditions.Contains(rune)
            ? UnicodeCategory.OtherNotAssigned
            : CharUnicodeInfo.GetUnicodeCategory(rune);
}
