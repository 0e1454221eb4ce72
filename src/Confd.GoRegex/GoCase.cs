using System.Text;

namespace Confd.GoRegex;

/// <summary>Case mapping as in Go's package <c>unicode</c> (Unicode 15): one code point to one code point, no locale, no context.</summary>
public static class GoCase
{
    /// <summary>Go's <c>unicode.ToUpper</c>.</summary>
    /// <param name="rune">A code point; an invalid one has no case.</param>
    public static int ToUpper(int rune) => rune switch
    {
        // .NET leaves these unchanged because of Turkish; Go does not.
        0x131 => 'I',
        0x17F => 'S',
        _ => HasKnownCase(rune) ? Rune.ToUpperInvariant(new Rune(rune)).Value : rune,
    };

    /// <summary>Go's <c>unicode.ToLower</c>.</summary>
    /// <param name="rune">A code point; an invalid one has no case.</param>
    public static int ToLower(int rune) => rune switch
    {
        0x130 => 'i',
        _ => HasKnownCase(rune) ? Rune.ToLowerInvariant(new Rune(rune)).Value : rune,
    };

    /// <summary>Go's <c>strings.ToUpper</c>. An unpaired surrogate is unchanged.</summary>
    public static string ToUpper(string text) => Ascii.IsValid(text) ? text.ToUpperInvariant() : Map(text, ToUpper);

    /// <summary>Go's <c>strings.ToLower</c>. An unpaired surrogate is unchanged.</summary>
    public static string ToLower(string text) => Ascii.IsValid(text) ? text.ToLowerInvariant() : Map(text, ToLower);

    /// <summary>Go's <c>unicode.IsUpper</c>.</summary>
    /// <param name="rune">A code point; an invalid one has no case.</param>
    public static bool IsUpper(int rune) => HasKnownCase(rune) && Rune.IsUpper(new Rune(rune));

    /// <summary>Go's <c>unicode.IsLower</c>.</summary>
    /// <param name="rune">A code point; an invalid one has no case.</param>
    public static bool IsLower(int rune) => (HasKnownCase(rune) || rune is 0x19B or 0x264) && Rune.IsLower(new Rune(rune));

    // Unicode 16 gave these a case; Go 1.26 has Unicode 15.
    private static bool HasKnownCase(int rune) =>
        Rune.IsValid(rune)
        && rune is not (
            0x19B or 0x264 or 0x1C89 or 0x1C8A or (>= 0xA7CB and <= 0xA7CD) or (>= 0xA7DA and <= 0xA7DC) or (>= 0x10D50 and <= 0x10D85));

    private static string Map(string text, Func<int, int> caseOf)
    {
        var mapped = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (Rune.TryGetRuneAt(text, index, out var rune))
            {
                mapped.Append(new Rune(caseOf(rune.Value)).ToString());
                index += rune.Utf16SequenceLength - 1;
            }
            else
            {
                mapped.Append(text[index]);
            }
        }

        return mapped.ToString();
    }
}
