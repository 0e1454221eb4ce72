using System.Globalization;
using System.Numerics;
using Confd.Engine.Documents;
using Confd.GoTemplate.Formatting;

namespace Confd.Cli.CommandLine;

/// <summary>Reads the values of options from text, with the words that the original's parser uses for its complaints.</summary>
internal static class OptionText
{
    /// <summary>A truth value: <c>true</c>, <c>1</c>, <c>yes</c>, <c>false</c>, <c>0</c>, <c>no</c>, in any case.</summary>
    /// <exception cref="OptionValueException">Anything else.</exception>
    public static bool ParseSwitch(string text)
    {
        var lower = text.ToLowerInvariant();
        return lower switch
        {
            "true" or "1" or "yes" => true,
            "false" or "0" or "no" => false,
            _ => throw new OptionValueException($"bool value must be true, 1, yes, false, 0 or no but got {GoFormat.Quote(lower)}"),
        };
    }

    /// <summary>A 64-bit integer in Go's notation.</summary>
    /// <exception cref="OptionValueException">No integer, or outside 64 bits.</exception>
    public static long ParseInteger(string text) =>
        TryParseInteger(text, out var value)
            ? value
            : throw new OptionValueException($"expected a valid 64 bit int but got {GoFormat.Quote(text)}");

    /// <summary>A duration in Go's notation.</summary>
    /// <exception cref="OptionValueException">No duration, or one that cannot be waited for; a bare number other than 0 lacks its
    /// unit.</exception>
    public static TimeSpan ParseDuration(string text) =>
        DurationText.TryParseWait(text, out var value, out var problem)
            ? value
            : throw new OptionValueException($"expected duration but got {GoFormat.Quote(text)}: {problem}");

    // Go strconv.ParseInt with base 0: prefix decides the base, underscores only between digits or after the prefix.
    private static bool TryParseInteger(string text, out long value)
    {
        value = 0;
        var digits = text.AsSpan();
        var isNegative = digits is ['-', ..];
        if (digits is ['-' or '+', ..])
        {
            digits = digits[1..];
        }

        var radix = RadixOf(digits, out var prefixLength);
        if (!HasValidUnderscores(digits, prefixLength))
        {
            return false;
        }

        var magnitude = BigInteger.Zero;
        var count = 0;
        foreach (var character in digits[prefixLength..])
        {
            if (character == '_')
            {
                continue;
            }

            var digit = char.IsAsciiHexDigit(character) ? int.Parse([character], NumberStyles.AllowHexSpecifier) : radix;
            if (digit >= radix || ++count > 70)
            {
                return false;
            }

            magnitude = (magnitude * radix) + digit;
        }

        var signed = isNegative ? -magnitude : magnitude;
        if (count == 0 || signed < long.MinValue || signed > long.MaxValue)
        {
            return false;
        }

        value = (long)signed;
        return true;
    }

    private static int RadixOf(ReadOnlySpan<char> digits, out int prefixLength)
    {
        (var radix, prefixLength) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        return radix;
    }

    private static bool HasValidUnderscores(ReadOnlySpan<char> digits, int prefixLength)
    {
        var isDigitBefore = prefixLength > 0;
        foreach (var character in digits[prefixLength..])
        {
            if (character == '_' && !isDigitBefore)
            {
                return false;
            }

            isDigitBefore = character != '_';
        }

        return digits is [] or [.., not '_'];
    }
}
