using System.Globalization;

namespace Confd.Toml.Parsing;

/// <summary>Integers and floats (TOML, sections Integer and Float).</summary>
internal static class TomlNumbers
{
    /// <summary>Reads a whole token as an integer or a float; null where it is neither.</summary>
    /// <exception cref="OverflowException">An integer exceeds 64 bits, or a float the range of a double.</exception>
    public static object? Read(ReadOnlySpan<byte> token)
    {
        if (token.StartsWith("0x"u8))
        {
            return ReadBased(token[2..], 16);
        }

        if (token.StartsWith("0o"u8))
        {
            return ReadBased(token[2..], 8);
        }

        return token.StartsWith("0b"u8) ? ReadBased(token[2..], 2) : ReadDecimal(token);
    }

    private static long? ReadBased(ReadOnlySpan<byte> digits, int radix)
    {
        if (digits.IsEmpty || digits[0] == '_' || digits[^1] == '_' || digits.IndexOf("__"u8) >= 0)
        {
            return null;
        }

        var number = 0L;
        foreach (var digit in digits)
        {
            if (digit == '_')
            {
                continue;
            }

            var value = char.IsAsciiHexDigit((char)digit) ? Convert.ToInt32(((char)digit).ToString(), 16) : radix;
            if (value >= radix)
            {
                return null;
            }

            number = checked((number * radix) + value);
        }

        return number;
    }

    private static object? ReadDecimal(ReadOnlySpan<byte> token)
    {
        var sign = token.Length > 0 && token[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        var unsigned = token[sign..];
        if (unsigned.SequenceEqual("inf"u8))
        {
            return token[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (unsigned.SequenceEqual("nan"u8))
        {
            return double.NaN;
        }

        var whole = DigitRun(unsigned);
        if (whole == 0 || (whole > 1 && unsigned[0] == '0'))
        {
            return null;
        }

        return whole == unsigned.Length ? (object)ReadInteger(token) : ReadFloat(token, unsigned[whole..]);
    }

    private static long ReadInteger(ReadOnlySpan<byte> token) =>
        long.TryParse(WithoutUnderscores(token), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new OverflowException();

    /// <summary>Checks <c>.digits</c>, <c>e[+-]digits</c> or both after the integer part; exponents may have leading zeros.</summary>
    private static double? ReadFloat(ReadOnlySpan<byte> token, ReadOnlySpan<byte> tail)
    {
        if (tail[0] == '.')
        {
            var fraction = DigitRun(tail[1..]);
            if (fraction == 0)
            {
                return null;
            }

            tail = tail[(1 + fraction)..];
        }

        if (!tail.IsEmpty && tail[0] is (byte)'e' or (byte)'E')
        {
            tail = tail[1..];
            tail = !tail.IsEmpty && tail[0] is (byte)'+' or (byte)'-' ? tail[1..] : tail;
            var exponent = DigitRun(tail);
            if (exponent == 0)
            {
                return null;
            }

            tail = tail[exponent..];
        }

        if (!tail.IsEmpty)
        {
            return null;
        }

        var number = double.Parse(WithoutUnderscores(token), NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : throw new OverflowException();
    }

    /// <summary>The number of leading bytes that are digits with single underscores between them; 0 where they are malformed.</summary>
    private static int DigitRun(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit((char)text[length]) || text[length] == '_'))
        {
            length++;
        }

        var run = text[..length];
        return length == 0 || run[0] == '_' || run[^1] == '_' || run.IndexOf("__"u8) >= 0 ? 0 : length;
    }

    private static ReadOnlySpan<byte> WithoutUnderscores(ReadOnlySpan<byte> token)
    {
        if (!token.Contains((byte)'_'))
        {
            return token;
        }

        var clean = new byte[token.Length];
        var length = 0;
        foreach (var digit in token)
        {
            if (digit != '_')
            {
                clean[length++] = digit;
            }
        }

        return clean.AsSpan(0, length);
    }
}
