using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Functions;

/// <summary><c>eq</c>, <c>lt</c> and the others built on them.</summary>
internal static class Comparisons
{
    private const string InvalidType = "invalid type for comparison";

    /// <summary>Groups of values that can be compared with each other; signed and unsigned integers also can.</summary>
    private enum Basic : byte
    {
        None,
        Bool,
        Complex,
        Signed,
        Float,
        String,
        Unsigned,
    }

    /// <summary>Whether the first value equals any of the others; values after a match are not compared.</summary>
    /// <exception cref="TemplateFunctionException">Two values cannot be compared, or there is only one.</exception>
    public static bool Equal(RenderContext context, in Value first, ReadOnlySpan<Value> others)
    {
        if (others.IsEmpty)
        {
            throw new TemplateFunctionException("missing argument for comparison");
        }

        var left = first.Unwrap();
        var kind = BasicOf(left);
        foreach (var other in others)
        {
            if (AreEqual(context, left, kind, other.Unwrap()))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the first value comes before the second.</summary>
    /// <exception cref="TemplateFunctionException">The values have no order.</exception>
    public static bool Less(Value first, Value second)
    {
        var left = first.Unwrap();
        var right = second.Unwrap();
        var (leftKind, rightKind) = (BasicOf(left), BasicOf(right));
        return (leftKind, rightKind) switch
        {
            (Basic.None, _) or (_, Basic.None) => throw new TemplateFunctionException(InvalidType),
            (Basic.Signed, Basic.Signed) => left.AsInt() < right.AsInt(),
            (Basic.Signed, Basic.Unsigned) => left.AsInt() < 0 || (ulong)left.AsInt() < (ulong)right.AsInt(),
            (Basic.Unsigned, Basic.Signed) => right.AsInt() >= 0 && (ulong)left.AsInt() < (ulong)right.AsInt(),
            (Basic.Unsigned, Basic.Unsigned) => (ulong)left.AsInt() < (ulong)right.AsInt(),
            (Basic.Float, Basic.Float) => left.AsFloat() < right.AsFloat(),
            (Basic.String, Basic.String) => left.AsString() < right.AsString(),
            _ when leftKind == rightKind => throw new TemplateFunctionException(InvalidType),
            _ => throw Incompatible(left, right),
        };
    }

    /// <summary>Whether the first value comes before the second or equals it.</summary>
    /// <exception cref="TemplateFunctionException">The values have no order.</exception>
    public static bool LessOrEqual(RenderContext context, in Value first, in Value second)
        => Less(first, second) || Equal(context, first, [second]);

    private static Basic BasicOf(in Value value) => value.Kind switch
    {
        GoKind.Bool => Basic.Bool,
        >= GoKind.Int and <= GoKind.Int64 => Basic.Signed,
        >= GoKind.Uint and <= GoKind.Uint64 => Basic.Unsigned,
        GoKind.Float64 => Basic.Float,
        GoKind.Complex128 => Basic.Complex,
        GoKind.String => Basic.String,
        _ => Basic.None,
    };

    private static TemplateFunctionException Incompatible(in Value left, in Value right)
        => new($"incompatible types for comparison: {left.Type} and {right.Type}");

    private static bool AreEqual(RenderContext context, in Value left, Basic leftKind, in Value right)
    {
        var rightKind = BasicOf(right);
        if (leftKind != rightKind)
        {
            return (leftKind, rightKind) switch
            {
                (Basic.Signed, Basic.Unsigned) => left.AsInt() >= 0 && left.AsInt() == right.AsInt(),
                (Basic.Unsigned, Basic.Signed) => right.AsInt() >= 0 && left.AsInt() == right.AsInt(),
                _ when left.IsValid && right.IsValid => throw Incompatible(left, right),
                _ => false,
            };
        }

        return leftKind switch
        {
            Basic.Bool => left.AsBool() == right.AsBool(),
            Basic.Signed or Basic.Unsigned => left.AsInt() == right.AsInt(),
            Basic.Float => left.AsFloat() == right.AsFloat(),
            Basic.Complex => left.AsComplex() == right.AsComplex(),
            Basic.String => left.AsString() == right.AsString(),
            _ => AreOthersEqual(context, left, right),
        };
    }

    // Slices, maps, structs, pointers, functions, and no value.
    private static bool AreOthersEqual(RenderContext context, in Value left, in Value right)
    {
        if (left.Kind != right.Kind && left.IsValid && right.IsValid)
        {
            throw new TemplateFunctionException(
                $"non-comparable types {Show(context, left)}: {left.Type}, {right.Type}: {ErrorText.Plain(context.Sprint(right))}");
        }

        if (IsNil(left) || IsNil(right))
        {
            return IsNil(left) == IsNil(right);
        }

        return !right.Type.IsComparable
            ? throw new TemplateFunctionException($"non-comparable type {Show(context, right)}: {right.Type}")
            : ValueEquality.AreIdentical(left, right);
    }

    // Go prints the value with %s here, whatever its kind.
    private static ErrorText Show(RenderContext context, in Value value)
        => ErrorText.Plain(context.Print(SpecialForm.Printf, [Value.FromString("%s"), value]).AsString());

    private static bool IsNil(in Value value) => value.Kind switch
    {
        GoKind.Invalid or GoKind.Nil => true,
        GoKind.Slice => value.AsSlice().IsNil,
        GoKind.Map => value.AsMap().IsNil,
        GoKind.Pointer => value.AsObject().IsNilPointer,
        _ => false,
    };
}
