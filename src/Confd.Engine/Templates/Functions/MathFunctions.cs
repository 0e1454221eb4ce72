using System.Globalization;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Integers of 64 bits that wrap around, and their text forms.</summary>
internal static class MathFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        FunctionRows.Integer("add", (left, right) => unchecked(left + right)),
        FunctionRows.Integer("sub", (left, right) => unchecked(left - right)),
        FunctionRows.Integer("mul", (left, right) => unchecked(left * right)),
        FunctionRows.Integer("div", (left, right) => Divide(left, right, "division by zero")),
        FunctionRows.Integer("mod", (left, right) => Modulo(left, right, "modulo by zero")),
        GoFunction.Create("seq", [GoType.Int, GoType.Int], GoType.IntSlice, (context, arguments) =>
            Sequence(arguments[0].AsInt(), arguments[1].AsInt(), context.MaxCount)),
        GoFunction.Create("atoi", [GoType.String], GoType.Int, (_, arguments) => Value.FromInt(ParseInt(arguments[0].AsString()))),
        GoFunction.Create("parseBool", [GoType.String], GoType.Bool, (_, arguments) => Value.FromBool(ParseBool(arguments[0].AsString()))),
    ];

    // -1 is handled separately: the smallest number divided by -1 wraps in Go but throws in .NET.
    internal static long Divide(long left, long right, string zeroError) => right switch
    {
        0 => throw new TemplateFunctionException(zeroError),
        -1 => unchecked(-left),
        _ => left / right,
    };

    internal static long Modulo(long left, long right, string zeroError) => right switch
    {
        0 => throw new TemplateFunctionException(zeroError),
        -1 => 0,
        _ => left % right,
    };

    private static Value Sequence(long first, long last, long limit)
    {
        GoMemory.CheckIntegers(unchecked(first <= last ? last - first + 1 : first - last + 1));
        var count = Int128.Abs((Int128)last - first) + 1;
        if (count > limit)
        {
            throw new TemplateFunctionException($"seq: more numbers than the limit of {limit}: {ErrorText.Number(count)}");
        }

        var step = first <= last ? 1 : -1;
        var elements = new Value[(int)count];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = Value.FromInt(first + ((long)index * step));
        }

        return Value.FromSlice(GoSlice.Over(GoType.IntSlice, elements));
    }

    // A sign and ASCII digits only (Go strconv.Atoi). Go parses digit by digit, so more digits than 64 bits hold are out of range even if
    // other characters follow them.
    private static long ParseInt(ByteString text)
    {
        var digits = text.Span is [(byte)'+' or (byte)'-', ..] ? text.Span[1..] : text.Span;
        var strange = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var leading = strange < 0 ? digits : digits[..strange];
        if (!leading.IsEmpty && !ulong.TryParse(leading, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw ParseError("Atoi", text, "value out of range");
        }

        if (leading.IsEmpty || strange >= 0)
        {
            throw ParseError("Atoi", text, "invalid syntax");
        }

        return long.TryParse(text.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ParseError("Atoi", text, "value out of range");
    }

    private static bool ParseBool(ByteString text) => text.ToString() switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw ParseError("ParseBool", text, "invalid syntax"),
    };

    private static TemplateFunctionException ParseError(string function, ByteString text, string reason) =>
        new($"strconv.{function}: parsing {ErrorText.Quoted(text)}: {reason}");
}
