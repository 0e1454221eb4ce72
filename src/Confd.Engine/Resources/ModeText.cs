using System.Globalization;
using Confd.Engine.Posix;
using Confd.GoTemplate.Formatting;

namespace Confd.Engine.Resources;

/// <summary>The <c>mode</c> setting: an integer in Go's notations.</summary>
/// <remarks>
/// As in the original, digits without a leading zero are decimal: <c>644</c> yields the bits 0204, which is rarely intended. Set-uid,
/// set-gid and sticky bits are ignored, as in the original.
/// </remarks>
internal static class ModeText
{
    /// <summary>Parses a mode: <c>0644</c>, <c>0o644</c>, <c>0x1a4</c>, <c>0b110100100</c> or decimal <c>420</c>; <c>_</c> is allowed
    /// between digits and after a leading zero.</summary>
    /// <returns>False where the text is not such a number or needs more than 32 bits.</returns>
    public static bool TryParse(string text, out UnixFileMode mode) => TryParse(text, out mode, out _);

    /// <inheritdoc cref="TryParse(string, out UnixFileMode)"/>
    /// <param name="text">The setting.</param>
    /// <param name="mode">Its permission bits.</param>
    /// <param name="problem">The error, in the words of Go's <c>strconv.ParseUint</c>; empty for none.</param>
    public static bool TryParse(string text, out UnixFileMode mode, out string problem)
    {
        mode = default;
        problem = $"strconv.ParseUint: parsing {GoFormat.Quote(text)}: invalid syntax";
        var (digits, radix) = Split(text);
        if (digits.Length == 0)
        {
            return false;
        }

        ulong value = 0;
        foreach (var character in digits.Replace("_", "", StringComparison.Ordinal))
        {
            var digit = char.IsAsciiHexDigit(character) ? int.Parse(
                [character], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : radix;
            if (digit >= radix)
            {
                return false;
            }

            value = (value * (ulong)radix) + (ulong)digit;
            if (value > uint.MaxValue)
            {
                problem = $"strconv.ParseUint: parsing {GoFormat.Quote(text)}: value out of range";
                return false;
            }
        }

        if ((digits[0] == '_' && radix == 10) || digits[^1] == '_' || digits.Contains("__", StringComparison.Ordinal))
        {
            return false;
        }

        problem = "";
        mode = (UnixFileMode)value & FileAccessRights.PermissionBits;
        return true;
    }

    /// <summary>True for octal digits only, with or without a leading zero: what the original's check requires.</summary>
    public static bool IsOctal(string text) => text.Length < 11 && text.All(digit => digit is >= '0' and <= '7');

    // Go's strconv.ParseUint with base 0.
    private static (string Digits, int Radix) Split(string text) => text switch
    {
        ['0', 'x' or 'X', .. var digits] => (digits, 16),
        ['0', 'b' or 'B', .. var digits] => (digits, 2),
        ['0', 'o' or 'O', .. var digits] => (digits, 8),
        ['0', .. var digits] when digits.Length > 0 => (digits, 8),
        _ => (text, 10),
    };
}
