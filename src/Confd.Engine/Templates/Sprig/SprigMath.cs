using System.Globalization;
using System.Text;
using Confd.Engine.Templates.Functions;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>64-bit integers that wrap around, converted from any value, and ranges of them.</summary>
internal static class SprigMath
{
    private const string DivideByZero = "runtime error: integer divide by zero";

    public static IEnumerable<GoFunction> All => [.. Conversions, .. Arithmetic, .. Ranges];

    private static IEnumerable<GoFunction> Conversions =>
    [
        GoFunction.Create("int", [GoType.Any], GoType.Int, (_, arguments) => Value.FromInt(Casting.ToInt(arguments[0]))),
        GoFunction.Create("int64", [GoType.Any], GoType.Int64, (_, arguments) => Long(Casting.ToInt(arguments[0]))),
        GoFunction.Create("atoi", [GoType.String], GoType.Int, (_, arguments) => Value.FromInt(ReadDecimal(arguments[0].AsString()))),
        GoFunction.Create("toDecimal", [GoType.Any], GoType.Int64, (context, arguments) => Long(ReadOctal(context, arguments[0]))),
    ];

    private static IEnumerable<GoFunction> Arithmetic =>
    [
        GoFunction.CreateVariadic("add", [GoType.Any], GoType.Int64, (_, arguments) =>
            Fold(arguments, 0, static (left, right) => unchecked(left + right))),
        GoFunction.Create("add1", [GoType.Any], GoType.Int64, (_, arguments) => Long(unchecked(Casting.ToInt(arguments[0]) + 1))),
        Two("sub", static (left, right) => unchecked(left - right)),
        Two("div", (left, right) => MathFunctions.Divide(left, right, DivideByZero)),
        Two("mod", (left, right) => MathFunctions.Modulo(left, right, DivideByZero)),
        Many("mul", static (left, right) => unchecked(left * right)),
        Many("max", Math.Max),
        Many("biggest", Math.Max),
        Many("min", Math.Min),
    ];

    private static IEnumerable<GoFunction> Ranges =>
    [
        GoFunction.Create("until", [GoType.Int], GoType.IntSlice, (context, arguments) =>
            Range(context, "until", 0, arguments[0].AsInt(), arguments[0].AsInt() < 0 ? -1 : 1)),
        GoFunction.Create("untilStep", [GoType.Int, GoType.Int, GoType.Int], GoType.IntSlice, (context, arguments) =>
            Range(context, "untilStep", arguments[0].AsInt(), arguments[1].AsInt(), arguments[2].AsInt())),
        GoFunction.CreateVariadic("seq", [GoType.Int], GoType.String, Sequence),
    ];

    private static Value Long(long number) => Value.FromInteger(GoType.Int64, number);

    private static GoFunction Two(string name, Func<long, long, long> body) =>
        GoFunction.Create(name, [GoType.Any, GoType.Any], GoType.Int64, (_, arguments) =>
            Long(body(Casting.ToInt(arguments[0]), Casting.ToInt(arguments[1]))));

    private static GoFunction Many(string name, Func<long, long, long> body) =>
        GoFunction.CreateVariadic(name, [GoType.Any, GoType.Any], GoType.Int64, (_, arguments) =>
            Fold(arguments[1..], Casting.ToInt(arguments[0]), body));

    private static Value Fold(ReadOnlySpan<Value> values, long start, Func<long, long, long> body)
    {
        foreach (var value in values)
        {
            start = body(start, Casting.ToInt(value));
        }

        return Long(start);
    }

    // Go strconv.Atoi without its error: a number out of range becomes the nearest one, anything else 0.
    internal static long ReadDecimal(ByteString text)
    {
        var digits = text.Span is [(byte)'+' or (byte)'-', ..] ? text.Span[1..] : text.Span;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return 0;
        }

        var limit = text[0] == '-' ? long.MinValue : long.MaxValue;
        return long.TryParse(text.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : limit;
    }

    // The digits of the value's text, interpreted as octal.
    private static long ReadOctal(RenderContext context, Value value)
    {
        var text = context.Sprint(value.IsNilOrInvalid ? Value.FromString("<nil>") : value).ToString();
        var digits = text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange('0', '7') >= 0)
        {
            return 0;
        }

        var number = (Int128)0;
        foreach (var digit in digits)
        {
            number = (number * 8) + (digit - '0');
            if (number > (Int128)long.MaxValue + 1)
            {
                return 0;
            }
        }

        number = text[0] == '-' ? -number : number;
        return number >= long.MinValue && number <= long.MaxValue ? (long)number : 0;
    }

    private static Value Range(RenderContext context, string name, long start, long stop, long step)
    {
        var elements = new Value[Count(context, name, start, stop, step)];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = Value.FromInt(start + (index * step));
        }

        return Value.FromSlice(GoSlice.FromAppended(GoType.IntSlice, elements));
    }

    // How many numbers are from start up or down to stop, exclusive; 0 for a step in the wrong direction.
    private static int Count(RenderContext context, string name, long start, long stop, long step)
    {
        if (step == 0 || start == stop || (stop < start) != (step < 0))
        {
            return 0;
        }

        var distance = Int128.Abs((Int128)stop - start);
        var width = Int128.Abs(step);
        var count = (distance + width - 1) / width;
        var limit = context.MaxCount;
        return count <= Math.Min(limit, Array.MaxLength)
            ? (int)count
            : throw new TemplateFunctionException($"{name}: more numbers than the limit of {limit}: {ErrorText.Number(count)}");
    }

    // As the command seq: LAST, FIRST LAST, or FIRST STEP LAST. Empty for a step in the wrong direction.
    private static Value Sequence(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var (first, last) = arguments.Length switch
        {
            0 or > 3 => (0, 0),
            1 => (1, arguments[0].AsInt()),
            _ => (arguments[0].AsInt(), arguments[^1].AsInt()),
        };
        var direction = last < first ? -1 : 1;
        var step = arguments.Length == 3 ? arguments[1].AsInt() : direction;
        if (arguments.Length is 0 or > 3)
        {
            return Value.FromString(ByteString.Empty);
        }

        var count = Count(context, "seq", first, unchecked(last + direction), step);
        var text = new StringBuilder();
        for (var index = 0; index < count; index++)
        {
            context.Step();
            text.Append(index > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"{first + (index * step)}");
        }

        return Value.FromString(text.ToString());
    }
}
