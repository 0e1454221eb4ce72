using System.Globalization;
using System.Numerics;

namespace Confd.GoTemplate.Parsing;

/// <summary>Parses numbers in Go syntax. Source of the rules: Go <c>strconv</c> (ParseUint, ParseInt, ParseFloat with base 0).</summary>
public static class GoNumber
{
    /// <summary>An unsigned integer of any base prefix, with underscores between digits.</summary>
    /// <param name="text">No white space around it.</param>
    /// <param name="value">The number; 0 where there is none.</param>
    public static bool TryParseUnsigned(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        if (text.IsEmpty || !HasGoodUnderscores(text))
        {
            return false;
        }

        var digits = text;
        var radix = 10u;
        if (text[0] == '0')
        {
            (radix, var skip) = (text.Length >= 3 ? char.ToLowerInvariant(text[1]) : '\0') switch
            {
                'b' => (2u, 2),
                'o' => (8u, 2),
                'x' => (16u, 2),
                _ => (8u, 1),
            };
            digits = text[skip..];
        }

        var hasDigits = text[0] == '0' && digits.Length == text.Length - 1;
        foreach (var c in digits)
        {
            if (c == '_')
            {
                continue;
            }

            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }

            var digit = (uint)HexDigit.ValueOf(c);
            if (digit >= radix || (UInt128)value * radix + digit > ulong.MaxValue)
            {
                return false;
            }

            value = (value * radix) + digit;
            hasDigits = true;
        }

        return hasDigits;
    }

    /// <summary>A signed integer of any base prefix: Go's <c>strconv.ParseInt(text, 0, 64)</c>.</summary>
    /// <param name="text">No white space around it.</param>
    /// <param name="value">The number; 0 where there is none or it takes more than 64 bits.</param>
    public static bool TryParseSigned(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        var isNegative = text.StartsWith("-");
        var magnitudeText = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (!TryParseUnsigned(magnitudeText, out var magnitude) || magnitude > (ulong)long.MaxValue + (isNegative ? 1u : 0u))
        {
            return false;
        }

        value = isNegative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }

    /// <summary>A decimal or hexadecimal floating-point number that is not too large.</summary>
    /// <param name="text">No white space around it.</param>
    /// <param name="value">The nearest number.</param>
    public static bool TryParseFloat(ReadOnlySpan<char> text, out double value) => ParseFloat(text, out value) == FloatProblem.None;

    /// <summary>Go's <c>strconv.ParseFloat</c>, without the names of infinities and NaN.</summary>
    /// <param name="text">No white space around it.</param>
    /// <param name="value">The nearest number; an infinity where it is out of range.</param>
    public static FloatProblem ParseFloat(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        if (!HasGoodUnderscores(text))
        {
            return FloatProblem.Syntax;
        }

        var plain = text.ToString().Replace("_", "", StringComparison.Ordinal);
        var unsigned = plain.AsSpan(plain.Length > 0 && plain[0] is '+' or '-' ? 1 : 0);
        var isRead = unsigned.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? TryParseHex(unsigned[2..], out value)
            : TryParseDecimal(unsigned, out value);
        if (!isRead)
        {
            return FloatProblem.Syntax;
        }

        value = plain[0] == '-' ? -value : value;
        return double.IsFinite(value) ? FloatProblem.None : FloatProblem.Range;
    }

    // Without a sign; a number that is too large becomes infinite.
    private static bool TryParseDecimal(ReadOnlySpan<char> text, out double value)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = 0;
        return !text.IsEmpty
            && (char.IsAsciiDigit(text[0]) || text[0] == '.')
            && double.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
    }

    // Underscores are allowed between digits, or between a base prefix and a digit.
    private static bool HasGoodUnderscores(ReadOnlySpan<char> text)
    {
        if (!text.Contains('_'))
        {
            return true;
        }

        var previous = '!';
        var start = text[0] is '+' or '-' ? 1 : 0;
        var isHex = false;
        if (text.Length >= start + 2 && text[start] == '0' && char.ToLowerInvariant(text[start + 1]) is 'b' or 'o' or 'x')
        {
            previous = '0';
            isHex = char.ToLowerInvariant(text[start + 1]) == 'x';
            start += 2;
        }

        foreach (var c in text[start..])
        {
            if (char.IsAsciiDigit(c) || (isHex && char.IsAsciiHexDigit(c)))
            {
                previous = '0';
            }
            else if (c == '_')
            {
                if (previous != '0')
                {
                    return false;
                }

                previous = '_';
            }
            else if (previous == '_')
            {
                return false;
            }
            else
            {
                previous = '!';
            }
        }

        return previous != '_';
    }

    // Hexadecimal digits with an optional point, and a required binary exponent.
    private static bool TryParseHex(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var exponentAt = text.IndexOfAny('p', 'P');
        if (exponentAt < 0 || !TryParseExponent(text[(exponentAt + 1)..], out var exponent))
        {
            return false;
        }

        var mantissa = BigInteger.Zero;
        var digits = 0;
        var isPastPoint = false;
        foreach (var c in text[..exponentAt])
        {
            if (c == '.' && !isPastPoint)
            {
                isPastPoint = true;
                continue;
            }

            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }

            mantissa = (mantissa << 4) + HexDigit.ValueOf(c);
            exponent -= isPastPoint ? 4 : 0;
            digits++;
        }

        value = Scale(mantissa, exponent);
        return digits > 0;
    }

    // Exponents are cut off at a limit far beyond the relevant range.
    private static bool TryParseExponent(ReadOnlySpan<char> text, out int exponent)
    {
        const int MaxExponent = 100_000;
        exponent = 0;
        var digits = text.TrimStart("+-");
        if (digits.IsEmpty || text.Length - digits.Length > 1 || digits.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        foreach (var c in digits)
        {
            exponent = Math.Min((exponent * 10) + (c - '0'), MaxExponent);
        }

        exponent = text[0] == '-' ? -exponent : exponent;
        return true;
    }

    // mantissa times 2^exponent, rounded once, half to even.
    private static double Scale(BigInteger mantissa, int exponent)
    {
        const int MantissaBits = 53;
        const int SmallestExponent = -1074;
        const int MaxExponent = 1024;
        if (mantissa.IsZero)
        {
            return 0;
        }

        var length = (int)mantissa.GetBitLength();
        if ((long)exponent + length > MaxExponent)
        {
            return double.PositiveInfinity;
        }

        var drop = Math.Max(length - MantissaBits, (long)SmallestExponent - exponent);
        if (drop > length + 1)
        {
            return 0;
        }

        if (drop > 0)
        {
            var shift = (int)drop;
            var rest = mantissa & ((BigInteger.One << shift) - 1);
            var half = BigInteger.One << (shift - 1);
            mantissa >>= shift;
            exponent += shift;
            if (rest > half || (rest == half && !mantissa.IsEven))
            {
                mantissa++;
            }
        }

        return Math.ScaleB((double)mantissa, exponent);
    }
}
