using System.Globalization;
using System.Numerics;

namespace Confd.GoTemplate.Formatting;

/// <summary>
/// The decimal digits of a finite number of zero or above: 0.DDDD times ten to the <see cref="Point"/>.
/// Rounding is exact, half to even, as Go does it; the platform's own fixed formats round halves up.
/// </summary>
internal readonly ref struct DecimalDigits
{
    private const long MantissaBits = (1L << 52) - 1;

    // No double has more digits than this after its point.
    private const int MaxFractionDigits = 1074;

    private DecimalDigits(ReadOnlySpan<byte> digits, int point)
    {
        Digits = digits;
        Point = point;
    }

    /// <summary>ASCII digits without leading zeros; empty for zero.</summary>
    public ReadOnlySpan<byte> Digits { get; }

    /// <summary>The position of the point, counted from the first digit.</summary>
    public int Point { get; }

    /// <summary>The fewest digits that read back as the same number.</summary>
    /// <param name="value">Zero or above, finite.</param>
    /// <param name="scratch">At least 32 bytes to keep the digits in.</param>
    public static DecimalDigits Shortest(double value, Span<byte> scratch)
    {
        if (value == 0)
        {
            return new DecimalDigits([], 0);
        }

        // Below a power of two the next number is twice as near as above it. The platform ignores that for two of them (2^-25 and 2^-958),
        // whose 16 digits read back as that neighbour; they need all 17.
        var length = WriteShortest(value, scratch);
        var isPowerOfTwo = (BitConverter.DoubleToInt64Bits(value) & MantissaBits) == 0;
        return isPowerOfTwo && length > 16 && double.Parse(scratch[..length], NumberStyles.Float, CultureInfo.InvariantCulture) != value
            ? Significant(value, 17)
            : Parse(scratch[..length]);
    }

    /// <summary>A number of significant digits.</summary>
    /// <param name="value">Zero or above, finite.</param>
    /// <param name="count">1 or more; fewer are returned where the rest are zeros.</param>
    public static DecimalDigits Significant(double value, int count)
    {
        if (value == 0)
        {
            return new DecimalDigits([], 0);
        }

        // Only a shortest form that is a power of ten may be above the number, and so one digit too far to the left.
        Span<byte> scratch = stackalloc byte[32];
        var shortest = Parse(scratch[..WriteShortest(value, scratch)]);
        var point = shortest.Digits is [(byte)'1'] ? shortest.Point - 1 : shortest.Point;
        var digits = RoundScaled(value, Math.Min(count - point, MaxFractionDigits), out var scale);
        if (digits.Length > count)
        {
            digits = RoundScaled(value, scale - 1, out scale);
        }

        return Trim(digits, digits.Length - scale);
    }

    /// <summary>Rounded to a number of digits after the point.</summary>
    /// <param name="value">Zero or above, finite.</param>
    /// <param name="fraction">0 or more.</param>
    public static DecimalDigits Fixed(double value, int fraction)
    {
        if (value == 0)
        {
            return new DecimalDigits([], 0);
        }

        var digits = RoundScaled(value, Math.Min(fraction, MaxFractionDigits), out var scale);
        return digits is [(byte)'0'] ? new DecimalDigits([], 0) : Trim(digits, digits.Length - scale);
    }

    private static int WriteShortest(double value, Span<byte> scratch)
    {
        value.TryFormat(scratch, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    private static DecimalDigits Trim(ReadOnlySpan<byte> digits, int point) => new(digits.TrimEnd((byte)'0'), point);

    // The digits of value times 10^scale, rounded to an integer, half to even.
    private static byte[] RoundScaled(double value, int wantedScale, out int scale)
    {
        scale = wantedScale;
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = bits & MantissaBits;
        if (exponent == 0)
        {
            exponent = 1;
        }
        else
        {
            mantissa |= 1L << 52;
        }

        exponent -= 1075;
        BigInteger numerator = mantissa;
        var denominator = BigInteger.One;
        if (scale > 0)
        {
            numerator *= BigInteger.Pow(10, scale);
        }
        else
        {
            denominator = BigInteger.Pow(10, -scale);
        }

        if (exponent > 0)
        {
            numerator <<= exponent;
        }
        else
        {
            denominator <<= -exponent;
        }

        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        var comparison = (rest << 1).CompareTo(denominator);
        if (comparison > 0 || (comparison == 0 && !quotient.IsEven))
        {
            quotient++;
        }

        return System.Text.Encoding.ASCII.GetBytes(quotient.ToString(CultureInfo.InvariantCulture));
    }

    // From the platform's shortest form: 123.45, 1E-05, 1.5E+20.
    private static DecimalDigits Parse(Span<byte> text)
    {
        var exponentAt = text.IndexOf((byte)'E');
        var exponent = 0;
        var mantissa = text;
        if (exponentAt >= 0)
        {
            mantissa = text[..exponentAt];
            exponent = int.Parse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        var point = mantissa.IndexOf((byte)'.');
        var length = mantissa.Length;
        if (point >= 0)
        {
            mantissa[(point + 1)..].CopyTo(mantissa[point..]);
            length--;
        }
        else
        {
            point = length;
        }

        var digits = mantissa[..length];
        var leading = length - digits.TrimStart((byte)'0').Length;
        return Trim(digits[leading..], point - leading + exponent);
    }
}
