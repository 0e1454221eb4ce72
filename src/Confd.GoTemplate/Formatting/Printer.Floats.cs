using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Formatting;

/// <content>Floating point and complex numbers.</content>
internal sealed partial class Printer
{
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
            // Zeros are inserted between sign and digits.
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

    // The sharp flag: always a point, and for %g keeps trailing zeros.
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
