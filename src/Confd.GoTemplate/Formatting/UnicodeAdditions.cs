namespace Confd.GoTemplate.Formatting;

/// <summary>Code points that .NET's Unicode tables know and Go 1.26's (Unicode 15.0) do not.</summary>
internal static class UnicodeAdditions
{
    /// <summary>Whether a code point was assigned after Unicode 15.0.</summary>
    public static bool Contains(int rune)
    {
        _ = rune;
        return false;
    }
}
