using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.GoTemplate.Formatting;

/// <content>Integers in every base, characters and code points.</content>
internal sealed partial class Printer
{
    // Enough for 64 binary digits with sign and prefix.
    private const int MaxIntegerLength = 68;

    private void PrintInteger(in Value value, bool isSigned, int verb)
    {
        var number = value.AsInt();
        switch (verb)
        {
            case 'v' when _flags.SharpV && !isSigned:
                PrintHexNumber((ulong)number, hasPrefix: true);
                break;
            case 'v' or 'd':
                if (_flags.Width is null && _flags.Precision is null && !_flags.Plus && !_flags.Space)
                {
                    AppendDecimal(number, isSigned);
                    break;
                }

                PrintDigits((ulong)number, isSigned, 10, verb, "0123456789"u8);
                break;
            case 'b':
                PrintDigits((ulong)number, isSigned, 2, verb, "01"u8);
                break;
            case 'o' or 'O':
                PrintDigits((ulong)number, isSigned, 8, verb, "01234567"u8);
                break;
            case 'x':
                PrintDigits((ulong)number, isSigned, 16, verb, "0123456789abcdefx"u8);
                break;
            case 'X':
                PrintDigits((ulong)number, isSigned, 16, verb, "0123456789ABCDEFX"u8);
                break;
            case 'c' or 'q':
                PrintCharacter((ulong)number, verb);
                break;
            case 'U':
                PrintCodePoint((ulong)number);
                break;
            default:
                PrintProblem(value, verb);
                break;
        }
    }

    private void AppendDecimal(long number, bool isSigned)
    {
        if (isSigned)
        {
            buffer.Append(number);
        }
        else
        {
            buffer.Append((ulong)number);
        }
    }

    private void PrintHexNumber(ulong number, bool hasPrefix)
    {
        var sharp = _flags.Sharp;
        _flags.Sharp = hasPrefix;
        PrintDigits(number, isSigned: false, 16, 'v', "0123456789abcdefx"u8);
        _flags.Sharp = sharp;
    }

    // Built from the right: digits, zeros, prefix, sign.
    private void PrintDigits(ulong number, bool isSigned, uint radix, int verb, ReadOnlySpan<byte> digits)
    {
        var isNegative = isSigned && (long)number < 0;
        number = isNegative ? 0 - number : number;
        var leastDigits = 0;
        if (_flags.Precision is { } precision)
        {
            leastDigits = precision;
            if (precision == 0 && number == 0)
            {
                PadWithSpaces(default);
                return;
            }
        }
        else if (_flags.Zero && !_flags.Minus && _flags.Width is { } width)
        {
            leastDigits = width - (isNegative || _flags.Plus || _flags.Space ? 1 : 0);
        }

        var size = Math.Max(MaxIntegerLength, leastDigits + 5);
        Span<byte> scratch = size <= 256 ? stackalloc byte[256] : new byte[size];
        var start = scratch.Length;
        do
        {
            scratch[--start] = digits[(int)(number % radix)];
            number /= radix;
        }
        while (number != 0);
        while (scratch.Length - start < leastDigits)
        {
            scratch[--start] = (byte)'0';
        }

        start = AppendPrefix(scratch, start, radix, verb, digits);
        if (isNegative || _flags.Plus || _flags.Space)
        {
            scratch[--start] = isNegative ? (byte)'-' : _flags.Plus ? (byte)'+' : (byte)' ';
        }

        PadWithSpaces(scratch[start..]);
    }

    private int AppendPrefix(Span<byte> scratch, int start, uint radix, int verb, ReadOnlySpan<byte> digits)
    {
        if (_flags.Sharp)
        {
            switch (radix)
            {
                case 2:
                    scratch[--start] = (byte)'b';
                    scratch[--start] = (byte)'0';
                    break;
                case 8 when scratch[start] != '0':
                    scratch[--start] = (byte)'0';
                    break;
                case 16:
                    scratch[--start] = digits[16];
                    scratch[--start] = (byte)'0';
                    break;
            }
        }

        if (verb == 'O')
        {
            scratch[--start] = (byte)'o';
            scratch[--start] = (byte)'0';
        }

        return start;
    }

    private void PrintCharacter(ulong number, int verb)
    {
        var rune = number > GoUtf8.MaxRune ? GoUtf8.ReplacementRune : (int)number;
        using var text = new Scratch(this);
        if (verb == 'c')
        {
            text.Buffer.AppendRune(rune);
        }
        else
        {
            GoQuote.AppendRune(text.Buffer, rune, _flags.Plus);
        }

        Pad(text.Buffer.Span);
    }

    // U+0078, with the sharp flag also 'x'.
    private void PrintCodePoint(ulong number)
    {
        const int MinDigits = 4;
        using var text = new Scratch(this);
        text.Buffer.Append("U+"u8);
        var hex = number.ToString("X", System.Globalization.CultureInfo.InvariantCulture);
        text.Buffer.AppendRepeated((byte)'0', Math.Max(MinDigits, _flags.Precision ?? 0) - hex.Length);
        text.Buffer.Append(hex);
        if (_flags.Sharp && number <= GoUtf8.MaxRune && GoUnicode.IsPrint((int)number))
        {
            text.Buffer.Append(" '"u8);
            text.Buffer.AppendRune((int)number);
            text.Buffer.Append('\'');
        }

        PadWithSpaces(text.Buffer.Span);
    }
}
