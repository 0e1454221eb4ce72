using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.GoTemplate.Formatting;

/// <content>Booleans and strings; width, precision and padding of all output.</content>
internal sealed partial class Printer
{
    private void Pad(ReadOnlySpan<byte> text)
    {
        if (_flags.Width is not { } width || width == 0)
        {
            buffer.Append(text);
            return;
        }

        var missing = width - GoUtf8.CountRunes(text);
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

    // The text of a value: a string itself, bytes, or the result of a String method.
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
        if (_flags is { Width: null, Sharp: false })
        {
            GoQuote.AppendString(buffer, text, _flags.Plus);
            return;
        }

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

    // Two digits for each byte; a space flag separates them, the sharp flag adds 0x once or, with spaces, to each.
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
}
