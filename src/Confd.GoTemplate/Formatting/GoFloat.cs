namespace Confd.GoTemplate.Formatting;

/// <summary>Numbers with a point in all of Go's forms. Source of the rules: Go <c>strconv/ftoa.go</c>.</summary>
internal static class GoFloat
{
    private const int MantissaBits = 52;
    private const int ShortestScratch = 32;

    /// <summary>
    /// Appends <c>strconv.FormatFloat(value, format, precision, 64)</c>: a format of <c>b e E f g G x X</c>, and a precision of -1 for
    /// as many digits as needed.
    /// </summary>
    public static void Append(ByteBuffer buffer, double value, char format, int precision)
    {
        if (!double.IsFinite(value))
        {
            buffer.Append(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        if (double.IsNegative(value))
        {
            buffer.Append('-');
            value = -value;
        }

        switch (format)
        {
            case 'b':
                AppendBinary(buffer, value);
                break;
            case 'x' or 'X':
                AppendHex(buffer, value, format, precision);
                break;
            default:
                AppendDecimal(buffer, value, format, precision);
                break;
        }
    }

    private static void AppendDecimal(ByteBuffer buffer, double value, char format, int precision)
    {
        Span<byte> scratch = stackalloc byte[ShortestScratch];
        if (precision < 0)
        {
            var shortest = DecimalDigits.Shortest(value, scratch);
            var digits = shortest.Digits;
            var point = shortest.Point;
            switch (format)
            {
                case 'e' or 'E':
                    AppendExponent(buffer, digits, point, Math.Max(digits.Length - 1, 0), format);
                    break;
                case 'f':
                    AppendFixed(buffer, digits, point, Math.Max(digits.Length - point, 0));
                    break;
                default:
                    AppendGeneral(buffer, digits, point, digits.Length, isShortest: true, format);
                    break;
            }

            return;
        }

        switch (format)
        {
            case 'e' or 'E':
                var exponential = DecimalDigits.Significant(value, precision + 1);
                AppendExponent(buffer, exponential.Digits, exponential.Point, precision, format);
                break;
            case 'f':
                var fixedPoint = DecimalDigits.Fixed(value, precision);
                AppendFixed(buffer, fixedPoint.Digits, fixedPoint.Point, precision);
                break;
            default:
                var significant = Math.Max(precision, 1);
                var general = DecimalDigits.Significant(value, significant);
                AppendGeneral(buffer, general.Digits, general.Point, significant, isShortest: false, format);
                break;
        }
    }

    // %e for large and small exponents, else %f.
    private static void AppendGeneral(ByteBuffer buffer, ReadOnlySpan<byte> digits, int point, int precision, bool isShortest, char format)
    {
        const int ShortestLimit = 6;
        const int SmallestExponent = -4;
        var limit = precision;
        if (limit > digits.Length && digits.Length >= point)
        {
            limit = digits.Length;
        }

        if (isShortest)
        {
            limit = ShortestLimit;
        }

        var exponent = point - 1;
        if (exponent < SmallestExponent || exponent >= limit)
        {
            AppendExponent(buffer, digits, point, Math.Min(precision, digits.Length) - 1, format == 'g' ? 'e' : 'E');
            return;
        }

        AppendFixed(buffer, digits, point, Math.Max(digits.Length - point, 0));
    }

    // d.ddde±dd
    private static void AppendExponent(ByteBuffer buffer, ReadOnlySpan<byte> digits, int point, int precision, char format)
    {
        buffer.Append(digits.IsEmpty ? (byte)'0' : digits[0]);
        if (precision > 0)
        {
            buffer.Append('.');
            var shown = digits.IsEmpty ? 0 : Math.Min(digits.Length, precision + 1) - 1;
            buffer.Append(digits.Slice(digits.IsEmpty ? 0 : 1, shown));
            buffer.AppendRepeated((byte)'0', precision - shown);
        }

        buffer.Append(format);
        AppendSignedExponent(buffer, digits.IsEmpty ? 0 : point - 1);
    }

    private static void AppendSignedExponent(ByteBuffer buffer, int exponent)
    {
        buffer.Append(exponent < 0 ? '-' : '+');
        exponent = Math.Abs(exponent);
        if (exponent < 10)
        {
            buffer.Append('0');
        }

        buffer.Append((long)exponent);
    }

    // ddd.ddd
    private static void AppendFixed(ByteBuffer buffer, ReadOnlySpan<byte> digits, int point, int precision)
    {
        if (point > 0)
        {
            var whole = Math.Min(digits.Length, point);
            buffer.Append(digits[..whole]);
            buffer.AppendRepeated((byte)'0', point - whole);
        }
        else
        {
            buffer.Append('0');
        }

        if (precision <= 0)
        {
            return;
        }

        buffer.Append('.');
        var zeros = Math.Min(precision, Math.Max(-point, 0));
        buffer.AppendRepeated((byte)'0', zeros);
        var start = Math.Clamp(point, 0, digits.Length);
        var shown = Math.Min(digits.Length - start, precision - zeros);
        buffer.Append(digits.Slice(start, shown));
        buffer.AppendRepeated((byte)'0', precision - zeros - shown);
    }

    // Mantissa and binary exponent in decimal: 4503599627370496p-52.
    private static void AppendBinary(ByteBuffer buffer, double value)
    {
        Split(value, out var mantissa, out var exponent);
        exponent -= MantissaBits;
        buffer.Append(mantissa);
        buffer.Append('p');
        if (exponent >= 0)
        {
            buffer.Append('+');
        }

        buffer.Append((long)exponent);
    }

    // 0x1.yyyp±dd
    private static void AppendHex(ByteBuffer buffer, double value, char format, int precision)
    {
        const int TopBit = 60;
        const int MaxDigits = 15;
        Split(value, out var mantissa, out var exponent);
        exponent = mantissa == 0 ? 0 : exponent;
        mantissa <<= TopBit - MantissaBits;
        while (mantissa != 0 && (mantissa & (1UL << TopBit)) == 0)
        {
            mantissa <<= 1;
            exponent--;
        }

        if (precision is >= 0 and < MaxDigits)
        {
            mantissa = RoundHex(mantissa, precision * 4, ref exponent);
        }

        buffer.Append('0');
        buffer.Append(format);
        buffer.Append((byte)('0' + ((mantissa >> TopBit) & 1)));
        mantissa <<= 4;
        var shown = precision >= 0 ? precision : (64 - System.Numerics.BitOperations.TrailingZeroCount(mantissa) + 3) / 4;
        shown = precision < 0 && mantissa == 0 ? 0 : shown;
        if (shown > 0)
        {
            buffer.Append('.');
        }

        for (var i = 0; i < shown; i++)
        {
            var digits = format == 'x' ? "0123456789abcdef"u8 : "0123456789ABCDEF"u8;
            buffer.Append(digits[(int)(mantissa >> TopBit) & 0xF]);
            mantissa <<= 4;
        }

        buffer.Append(format == 'x' ? 'p' : 'P');
        AppendSignedExponent(buffer, exponent);
    }

    // Rounds half to even after a number of fraction bits.
    private static ulong RoundHex(ulong mantissa, int fractionBits, ref int exponent)
    {
        const int TopBit = 60;
        var extra = (mantissa << fractionBits) & ((1UL << TopBit) - 1);
        mantissa >>= TopBit - fractionBits;
        if ((extra | (mantissa & 1)) > 1UL << (TopBit - 1))
        {
            mantissa++;
        }

        mantissa <<= TopBit - fractionBits;
        if ((mantissa & (1UL << (TopBit + 1))) != 0)
        {
            mantissa >>= 1;
            exponent++;
        }

        return mantissa;
    }

    private static void Split(double value, out ulong mantissa, out int exponent)
    {
        const int Bias = 1023;
        var bits = BitConverter.DoubleToUInt64Bits(value);
        exponent = (int)(bits >> MantissaBits) & 0x7FF;
        mantissa = bits & ((1UL << MantissaBits) - 1);
        if (exponent == 0)
        {
            exponent = 1;
        }
        else
        {
            mantissa |= 1UL << MantissaBits;
        }

        exponent -= Bias;
    }
}
