using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.GoTemplate.Formatting;

/// <summary>
/// Go's formatted printing into a buffer. This part reads formats; the others print values and scalars.
/// Source of the rules: Go <c>fmt/print.go</c> and <c>fmt/format.go</c>. Used by one thread at a time.
/// </summary>
internal sealed partial class Printer(ByteBuffer buffer, RenderContext? context = null)
{
    private const int MaxNumber = 1_000_000;

    private FormatFlags _flags;
    private bool _isReordered;
    private bool _isGoodIndex;

    /// <summary>The run that the printing belongs to; null where there is none.</summary>
    public RenderContext? Context { get; set; } = context;

    /// <summary>Prints by one of the print functions.</summary>
    public void Print(SpecialForm form, ReadOnlySpan<Value> arguments)
    {
        _depth = 0;
        switch (form)
        {
            case SpecialForm.Printf:
                PrintFormat(arguments[0].AsString().Span, arguments[1..]);
                break;
            case SpecialForm.Println:
                PrintLine(arguments);
                break;
            default:
                Print(arguments);
                break;
        }
    }

    /// <summary>Prints with a space between neighbours when neither is a string.</summary>
    public void Print(ReadOnlySpan<Value> arguments)
    {
        _flags = default;
        var isAfterString = true;
        for (var i = 0; i < arguments.Length; i++)
        {
            var isString = arguments[i].Kind == GoKind.String;
            if (i > 0 && !isString && !isAfterString)
            {
                buffer.Append(' ');
            }

            PrintArgument(arguments[i], 'v');
            isAfterString = isString;
        }
    }

    /// <summary>Prints with spaces between all, and a line feed.</summary>
    public void PrintLine(ReadOnlySpan<Value> arguments)
    {
        _flags = default;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0)
            {
                buffer.Append(' ');
            }

            PrintArgument(arguments[i], 'v');
        }

        buffer.Append('\n');
    }

    /// <summary>Prints by a format.</summary>
    public void PrintFormat(ReadOnlySpan<byte> format, ReadOnlySpan<Value> arguments)
    {
        var next = 0;
        var position = 0;
        _isReordered = false;
        while (position < format.Length)
        {
            var literal = format[position..].IndexOf((byte)'%');
            if (literal < 0)
            {
                buffer.Append(format[position..]);
                break;
            }

            buffer.Append(format.Slice(position, literal));
            position += literal + 1;
            if (!PrintVerb(format, ref position, arguments, ref next))
            {
                buffer.Append("%!(NOVERB)"u8);
                break;
            }
        }

        if (!_isReordered && next < arguments.Length)
        {
            PrintExtra(arguments[next..]);
        }
    }

    // Flags, index, width, precision, index and verb, after the percent sign. False where the format ends before the verb.
    private bool PrintVerb(ReadOnlySpan<byte> format, ref int position, ReadOnlySpan<Value> arguments, ref int next)
    {
        _flags = default;
        _isGoodIndex = true;
        if (position >= format.Length || !char.IsAsciiLetter((char)format[position]))
        {
            ReadDetails(format, ref position, arguments, ref next);
        }

        if (position >= format.Length)
        {
            return false;
        }

        var verb = GoUtf8.DecodeFirst(format[position..], out var length);
        position += length;
        if (verb == '%')
        {
            buffer.Append('%');
        }
        else if (!_isGoodIndex)
        {
            AppendProblem(verb, "BADINDEX)"u8);
        }
        else if (next >= arguments.Length)
        {
            AppendProblem(verb, "MISSING)"u8);
        }
        else
        {
            if (verb is 'v' or 'w')
            {
                (_flags.SharpV, _flags.Sharp) = (_flags.Sharp, false);
                (_flags.PlusV, _flags.Plus) = (_flags.Plus, false);
            }

            PrintArgument(arguments[next++], verb);
        }

        return true;
    }

    // Parses everything before a verb.
    private void ReadDetails(ReadOnlySpan<byte> format, ref int position, ReadOnlySpan<Value> arguments, ref int next)
    {
        ReadFlags(format, ref position);
        var isAfterIndex = ReadIndex(format, ref position, arguments.Length, ref next);
        ReadWidth(format, ref position, arguments, ref next, ref isAfterIndex);
        ReadPrecision(format, ref position, arguments, ref next, ref isAfterIndex);
        if (!isAfterIndex)
        {
            ReadIndex(format, ref position, arguments.Length, ref next);
        }
    }

    private void AppendProblem(int verb, ReadOnlySpan<byte> problem)
    {
        buffer.Append("%!"u8);
        buffer.AppendRune(verb);
        buffer.Append('(');
        buffer.Append(problem);
    }

    private void ReadFlags(ReadOnlySpan<byte> format, ref int position)
    {
        for (; position < format.Length; position++)
        {
            switch ((char)format[position])
            {
                case '#':
                    _flags.Sharp = true;
                    break;
                case '0':
                    _flags.Zero = true;
                    break;
                case '+':
                    _flags.Plus = true;
                    break;
                case '-':
                    _flags.Minus = true;
                    break;
                case ' ':
                    _flags.Space = true;
                    break;
                default:
                    return;
            }
        }
    }

    private void ReadWidth(ReadOnlySpan<byte> format, ref int position, ReadOnlySpan<Value> arguments, ref int next, ref bool isAfterIndex)
    {
        if (position >= format.Length || format[position] != '*')
        {
            _flags.Width = ReadNumber(format, ref position);
            if (isAfterIndex && _flags.Width is not null)
            {
                _isGoodIndex = false;
            }

            return;
        }

        position++;
        _flags.Width = NumberFrom(arguments, ref next);
        isAfterIndex = false;
        if (_flags.Width is null)
        {
            buffer.Append("%!(BADWIDTH)"u8);
        }
        else if (_flags.Width < 0)
        {
            _flags.Width = -_flags.Width;
            _flags.Minus = true;
            _flags.Zero = false;
        }
    }

    private void ReadPrecision(
        ReadOnlySpan<byte> format, ref int position, ReadOnlySpan<Value> arguments, ref int next, ref bool isAfterIndex)
    {
        // A point at the very end is the verb and not a precision.
        if (position + 1 >= format.Length || format[position] != '.')
        {
            return;
        }

        position++;
        if (isAfterIndex)
        {
            _isGoodIndex = false;
        }

        isAfterIndex = ReadIndex(format, ref position, arguments.Length, ref next);
        if (position >= format.Length || format[position] != '*')
        {
            _flags.Precision = ReadNumber(format, ref position) ?? 0;
            return;
        }

        position++;
        var precision = NumberFrom(arguments, ref next);
        _flags.Precision = precision < 0 ? null : precision;
        isAfterIndex = false;
        if (_flags.Precision is null)
        {
            buffer.Append("%!(BADPREC)"u8);
        }
    }

    // A number that is far too large consumes the rest of the format, as in Go.
    private static int? ReadNumber(ReadOnlySpan<byte> format, ref int position)
    {
        int? number = null;
        for (; position < format.Length && format[position] is >= (byte)'0' and <= (byte)'9'; position++)
        {
            if (number > MaxNumber)
            {
                position = format.Length;
                return null;
            }

            number = ((number ?? 0) * 10) + (format[position] - '0');
        }

        return number;
    }

    private static int? NumberFrom(ReadOnlySpan<Value> arguments, ref int next)
    {
        if (next >= arguments.Length)
        {
            return null;
        }

        var argument = arguments[next++];
        if (argument.Kind is < GoKind.Int or > GoKind.Uint64)
        {
            return null;
        }

        // An unsigned number beyond int64 is negative here.
        var number = argument.AsInt();
        var smallest = argument.Kind >= GoKind.Uint ? 0 : -MaxNumber;
        return number >= smallest && number <= MaxNumber ? (int)number : null;
    }

    // [n]: which argument comes next, counted from 1. Returns whether there was a well-formed index.
    private bool ReadIndex(ReadOnlySpan<byte> format, ref int position, int count, ref int next)
    {
        if (position >= format.Length || format[position] != '[')
        {
            return false;
        }

        _isReordered = true;
        var rest = format[position..];
        var close = rest.Length < 3 ? -1 : rest.IndexOf((byte)']');
        if (close < 0)
        {
            position++;
            _isGoodIndex = false;
            return false;
        }

        var inside = 0;
        var digits = rest[1..close];
        var number = ReadNumber(digits, ref inside);
        position += close + 1;
        if (number is null || inside != digits.Length)
        {
            _isGoodIndex = false;
            return false;
        }

        if (number < 1 || number > count)
        {
            _isGoodIndex = false;
            return true;
        }

        next = number.Value - 1;
        return true;
    }

    private void PrintExtra(ReadOnlySpan<Value> arguments)
    {
        _flags = default;
        buffer.Append("%!(EXTRA "u8);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0)
            {
                buffer.Append(", "u8);
            }

            if (arguments[i].IsNilOrInvalid)
            {
                buffer.Append("<nil>"u8);
                continue;
            }

            buffer.Append(arguments[i].Type.Name);
            buffer.Append('=');
            PrintArgument(arguments[i], 'v');
        }

        buffer.Append(')');
    }
}
