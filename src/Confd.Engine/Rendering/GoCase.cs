using System.Text;

namespace Confd.Engine.Rendering;

/// <summary>Go's simple case mapping: one code point to one code point, no locale, no context.</summary>
internal static class GoCase
{
    /// <summary>Go's <c>unicode.ToUpper</c>.</summary>
    public static int ToUpper(int rune) => rune switch
    {
        // .NET leaves these alone for the sake of Turkish; Go does not.
        0x131 => 'I',
        0x17F => 'S',
        _ => Rune.IsValid(rune) ? Rune.ToUpperInvariant(new Rune(rune)).Value : rune,
    };

    /// <summary>Go's <c>unicode.ToLower</c>.</summary>
    public static int ToLower(int rune) => rune switch
    {
        0x130 => 'i',
        _ => Rune.IsValid(rune) ? Rune.ToLowerInvariant(new Rune(rune)).Value : rune,
    };
}
