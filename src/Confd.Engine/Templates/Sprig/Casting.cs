using System.Globalization;
using Confd.GoTemplate;
using Confd.GoTemplate.Parsing;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Converts any value to a number or a text; never fails (Go <c>spf13/cast</c> 1.7.0 and sprig's <c>strval</c>).</summary>
internal static class Casting
{
    /// <summary>The longest text that may be a number; longer ones count as none.</summary>
    private const int MaxDigits = 4_096;

    /// <summary>The integer of a value; 0 where it has none. Floats are cut towards zero.</summary>
    public static long ToInt(Value value) => value.Kind switch
    {
        GoKind.Bool => value.AsBool() ? 1 : 0,
        GoKind.Float64 => Truncate(value.AsFloat()),
        GoKind.String => ToInt(value.AsString()),
        >= GoKind.Int and <= GoKind.Uint64 => IsPlainInteger(value.Type) ? value.AsInt() : 0,
        _ => 0,
    };

    /// <summary>The float of a value; 0 where it has none.</summary>
    public static double ToFloat(Value value) => value.Kind switch
    {
        GoKind.Bool => value.AsBool() ? 1 : 0,
        GoKind.Float64 => value.AsFloat(),
        GoKind.String => ToFloat(value.AsString().ToString()),
        >= GoKind.Uint and <= GoKind.Uint64 => IsPlainInteger(value.Type) ? (ulong)value.AsInt() : 0,
        >= GoKind.Int and <= GoKind.Int64 => IsPlainInteger(value.Type) ? value.AsInt() : 0,
        _ => 0,
    };

    /// <summary>Go's conversion on 64-bit PCs: towards zero; numbers outside <c>int64</c> become the smallest one.</summary>
    public static long Truncate(double number) =>
        number is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)number : long.MinValue;

    /// <summary>The text of a value in sprig's functions: strings and bytes unchanged, everything else as formatted by <c>%v</c>.</summary>
    public static ByteString ToText(RenderContext context, Value value)
    {
        if (value.Kind == GoKind.String)
        {
            return value.AsString();
        }

        if (value.Kind == GoKind.Slice && value.Type.IsIdenticalTo(GoType.ByteSlice))
        {
            var slice = value.AsSlice();
            var bytes = new byte[slice.Length];
            for (var index = 0; index < bytes.Length; index++)
            {
                bytes[index] = (byte)slice[index].AsInt();
            }

            return new ByteString(bytes);
        }

        return context.Sprint(value);
    }

    /// <summary>The list of texts for <c>join</c>, <c>sortAlpha</c> and <c>toStrings</c>: without nil; a list of strings unchanged, and a
    /// list of one element for a value that is not a list.</summary>
    public static GoSlice ToTexts(RenderContext context, Value value)
    {
        if (value.IsNilOrInvalid)
        {
            return GoSlice.OfStrings([]);
        }

        if (value.Kind != GoKind.Slice)
        {
            return GoSlice.OfStrings([ToText(context, value)]);
        }

        return ReferenceEquals(value.Type, GoType.StringSlice) || value.Type.IsIdenticalTo(GoType.StringSlice)
            ? value.AsSlice()
            : GoSlice.OfStrings([.. TextsOf(context, value.AsSlice())]);
    }

    private static List<ByteString> TextsOf(RenderContext context, GoSlice slice)
    {
        var texts = new List<ByteString>(slice.Length);
        var size = 0L;
        foreach (var element in slice.Span)
        {
            if (!element.IsNilOrInvalid)
            {
                texts.Add(ToText(context, element));
                size += element.Kind == GoKind.String ? 0 : texts[^1].Length;
                context.CheckSize(size);
            }
        }

        return texts;
    }

    // Of the named types the library only handles these two.
    private static bool IsPlainInteger(GoType type) =>
        !type.Name.Contains('.', StringComparison.Ordinal)
        || ReferenceEquals(type, TimeTypes.Month)
        || ReferenceEquals(type, TimeTypes.Weekday);

    private static long ToInt(ByteString text) =>
        text.Length <= MaxDigits && GoNumber.TryParseSigned(WithoutZeroFraction(text.ToString()), out var number) ? number : 0;

    // "5.00" is 5, "5.50" and "5." are not integers.
    private static string WithoutZeroFraction(string text)
    {
        var significant = text.AsSpan().TrimEnd('0');
        return significant.Length < text.Length && significant.EndsWith('.') ? significant[..^1].ToString() : text;
    }

    private static double ToFloat(string text)
    {
        if (text.Length > MaxDigits)
        {
            return 0;
        }

        return GoNumber.ParseFloat(text, out var number) == FloatProblem.None ? number : ToSpecial(text);
    }

    private static double ToSpecial(string text) => text.ToLower(CultureInfo.InvariantCulture) switch
    {
        "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
        "-inf" or "-infinity" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => 0,
    };
}
