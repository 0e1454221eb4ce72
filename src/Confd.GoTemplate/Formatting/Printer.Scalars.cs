using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Formatting;

/// <content>Booleans, numbers and strings, with width, precision and flags.</content>
internal sealed partial class Printer
{
    // Enough for 64 binary digits with sign and prefix.
    private const int LongestInteger = 68;

    private ByteBuffer? _scratch;

    private void Pad(ReadOnlySpan<byte> text)
    {
        if (_flags.Width is not { } width || width == 0)
        {
            buffer.Append(text);
            return;
        }

        var missing = width - GoUnicode.CountRunes(text);
        if (_flags.Minus)
        {
            buffer.Append(text);
            AppendPadding(missing);
        }
        else
        {
            AppendPadding(missing);
            buffer.Append(text);
        }
    }

    private void PadWithSpaces(ReadOnlySpan<byte> text)
    {
        var zero = _flags.Zero;
        _flags.Zero = false;
        Pad(text);
        _flags.Zero = zero;
    }

    private void AppendPadding(int count) => buffer.AppendRepeated(_flags.Zero && !_flags.Minus ? (byte)'0' : (byte)' ', count);

    private void PrintBool(in Value value, int verb)
    {
        if (verb is 't' or 'v')
        {
            Pad(value.AsBool() ? "true"u8 : "false"u8);
        }
        else
        {
            PrintProblem(value, verb);
        }
    }

    // The text of a value: a string itself, bytes, or what a String method gave.
    private void PrintString(in Value value, ReadOnlySpan<byte> text, int verb)
    {
        switch (verb)
        {
            case 'v' when !_flags.SharpV:
            case 's':
                PrintText(text);
                break;
            case 'v' or 'q':
                PrintQuoted(text);
                break;
            case 'x':
                PrintHex(text, "0123456789abcdefx"u8);
                break;
            case 'X':
                PrintHex(text, "0123456789ABCDEFX"u8);
                break;
            default:
                PrintProblem(value, verb);
                break;
        }
    }

    private void PrintText(ReadOnlySpan<byte> text) => Pad(Truncate(text));

    private ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> text)
        => _flags.Precision is { } precision ? GoQuote.FirstRunes(text, precision) : text;

    private void PrintQuoted(ReadOnlySpan<byte> text)
    {
        text = Truncate(text);
        using var quoted = new Scratch(this);
        if (_flags.Sharp && GoQuote.CanBackquote(text))
        {
            quoted.Buffer.Append('`');
            quoted.Buffer.Append(text);
            quoted.Buffer.Append('`');
        }
        else
        {
            GoQuote.AppendString(quoted.Buffer, text, _flags.Plus);
        }

        Pad(quoted.Buffer.Span);
    }

    // Two digits for each byte; a space flag parts them, the sharp flag adds 0x once or, with spaces, to each.
    private void PrintHex(ReadOnlySpan<byte> text, ReadOnlySpan<byte> digits)
    {
        var length = Math.Min(_flags.Precision ?? text.Length, text.Length);
        if (length == 0)
        {
            AppendPadding(_flags.Width ?? 0);
            return;
        }

        var shown = 2L * length;
        if (_flags.Space)
        {
            shown = (shown * (_flags.Sharp ? 2 : 1)) + length - 1;
        }
        else if (_flags.Sharp)
        {
            shown += 2;
        }

        var missing = (int)Math.Max((_flags.Width ?? 0) - shown, 0);
        AppendPadding(_flags.Minus ? 0 : missing);
        for (var i = 0; i < length; i++)
        {
            if (_flags.Space && i > 0)
            {
                buffer.Append(' ');
            }

            if (_flags.Sharp && (_flags.Space || i == 0))
            {
                buffer.Append('0');
                buffer.Append(digits[16]);
            }

            buffer.Append(digits[text[i] >> 4]);
            buffer.Append(digits[text[i] & 0xF]);
        }

        AppendPadding(_flags.Minus ? missing : 0);
    }

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

        var size = Math.Max(LongestInteger, leastDigits + 5);
        Span<byte> room = size <= 256 ? stackalloc byte[256] : new byte[size];
        var start = room.Length;
        do
        {
            room[--start] = digits[(int)(number % radix)];
            number /= radix;
        }
        while (number != 0);
        while (room.Length - start < leastDigits)
        {
            room[--start] = (byte)'0';
        }

        start = AppendPrefix(room, start, radix, verb, digits);
        if (isNegative || _flags.Plus || _flags.Space)
        {
            room[--start] = isNegative ? (byte)'-' : _flags.Plus ? (byte)'+' : (byte)' ';
        }

        PadWithSpaces(room[start..]);
    }

    private int AppendPrefix(Span<byte> room, int start, uint radix, int verb, ReadOnlySpan<byte> digits)
    {
        if (_flags.Sharp)
        {
            switch (radix)
            {
                case 2:
                    room[--start] = (byte)'b';
                    room[--start] = (byte)'0';
                    break;
                case 8 when room[start] != '0':
                    room[--start] = (byte)'0';
                    break;
                case 16:
                    room[--start] = digits[16];
                    room[--start] = (byte)'0';
                    break;
            }
        }

        if (verb == 'O')
        {
            room[--start] = (byte)'o';
            room[--start] = (byte)'0';
        }

        return start;
    }

    private void PrintCharacter(ulong number, int verb)
    {
        var rune = number > GoUnicode.MaxCodePoint ? GoUnicode.ReplacementCharacter : (int)number;
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
        const int LeastDigits = 4;
        using var text = new Scratch(this);
        text.Buffer.Append("U+"u8);
        var hex = number.ToString("X", System.Globalization.CultureInfo.InvariantCulture);
        text.Buffer.AppendRepeated((byte)'0', Math.Max(LeastDigits, _flags.Precision ?? 0) - hex.Length);
        text.Buffer.Append(hex);
        if (_flags.Sharp && number <= GoUnicode.MaxCodePoint && GoUnicode.IsPrint((int)number))
        {
            text.Buffer.Append(" '"u8);
            text.Buffer.AppendRune((int)number);
            text.Buffer.Append('\'');
        }

        PadWithSpaces(text.Buffer.Span);
    }

    private void PrintFloat(in Value value, double number, int verb)
    {
        switch (verb)
        {
            case 'v':
                PrintFloatAs(number, 'g', -1);
                break;
            case 'b' or 'g' or 'G' or 'x' or 'X':
                PrintFloatAs(number, (char)verb, -1);
                break;
            case 'e' or 'E' or 'f' or 'F':
                PrintFloatAs(number, verb == 'F' ? 'f' : (char)verb, 6);
                break;
            default:
                PrintProblem(value, verb);
                break;
        }
    }

    private void PrintFloatAs(double number, char form, int precision)
    {
        precision = _flags.Precision ?? precision;
        using var scratch = new Scratch(this);
        var text = scratch.Buffer;
        GoFloat.Append(text, number, form, precision);
        var hasSign = text.Span[0] is (byte)'-' or (byte)'+';
        var sign = hasSign ? text.Span[0] : (byte)'+';
        if (_flags.Space && sign == '+' && !_flags.Plus)
        {
            sign = (byte)' ';
        }

        if (!double.IsFinite(number))
        {
            PrintNotFinite(text.Span[(hasSign ? 1 : 0)..], sign, double.IsNaN(number));
            return;
        }

        if (_flags.Sharp && form != 'b')
        {
            AddPointAndZeros(text, hasSign ? 1 : 0, form, precision);
        }

        var digits = text.Span[(hasSign ? 1 : 0)..];
        if (!_flags.Plus && sign == '+')
        {
            Pad(digits);
        }
        else if (_flags.Zero && !_flags.Minus && _flags.Width is { } width && width > digits.Length + 1)
        {
            // Zeros go between sign and digits.
            buffer.Append(sign);
            AppendPadding(width - digits.Length - 1);
            buffer.Append(digits);
        }
        else if (hasSign)
        {
            Pad(text.Span);
        }
        else
        {
            text.InsertRepeated(0, sign, 1);
            Pad(text.Span);
        }
    }

    private void PrintNotFinite(ReadOnlySpan<byte> name, byte sign, bool isNaN)
    {
        if (isNaN && !_flags.Space && !_flags.Plus)
        {
            PadWithSpaces(name);
        }
        else if (sign == '+' && !_flags.Plus)
        {
            PadWithSpaces(isNaN ? name : "+Inf"u8);
        }
        else
        {
            Span<byte> signed = [sign, .. name];
            PadWithSpaces(signed);
        }
    }

    // The sharp flag: always a point, and for %g no dropping of trailing zeros.
    private static void AddPointAndZeros(ByteBuffer text, int start, char form, int precision)
    {
        const int DefaultPrecision = 6;
        var span = text.Span;
        var tailAt = form is 'x' or 'X' ? span.IndexOfAny((byte)'p', (byte)'P') : span.IndexOfAny((byte)'e', (byte)'E');
        var end = tailAt < 0 ? span.Length : tailAt;
        var digits = form is 'g' or 'G' or 'x' ? (precision < 0 ? DefaultPrecision : precision) : 0;
        var hasPoint = false;
        var sawNonZero = false;
        for (var i = start; i < end; i++)
        {
            if (span[i] == '.')
            {
                hasPoint = true;
                continue;
            }

            sawNonZero |= span[i] != '0';
            digits -= sawNonZero ? 1 : 0;
        }

        if (!hasPoint)
        {
            digits -= end - start == 1 && span[start] == '0' ? 1 : 0;
            text.InsertRepeated(end++, (byte)'.', 1);
        }

        text.InsertRepeated(end, (byte)'0', digits);
    }

    private void PrintComplex(in Value value, int verb)
    {
        if (verb is not ('v' or 'b' or 'g' or 'G' or 'x' or 'X' or 'f' or 'F' or 'e' or 'E'))
        {
            PrintProblem(value, verb);
            return;
        }

        var number = value.AsComplex();
        var plus = _flags.Plus;
        buffer.Append('(');
        PrintFloat(value, number.Real, verb);
        _flags.Plus = true;
        PrintFloat(value, number.Imaginary, verb);
        buffer.Append("i)"u8);
        _flags.Plus = plus;
    }
}
