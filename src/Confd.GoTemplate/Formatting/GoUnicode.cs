using System.Globalization;
using Confd.Shared;

namespace Confd.GoTemplate.Formatting;

/// <summary>
/// Code points as in Go: UTF-8 decoding that never fails, and the character classes of Go's <c>unicode</c> package.
/// </summary>
public static class GoUnicode
{
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
        => rune is < 0 or > GoUtf8.MaxRune || UnicodeAdditions.Contains(rune)
            ? UnicodeCategory.OtherNotAssigned
            : CharUnicodeInfo.GetUnicodeCategory(rune);
}
