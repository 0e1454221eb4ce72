namespace Confd.GoTemplate.Values;

/// <summary>Go's <c>==</c> between two interface values: same dynamic type and same value.</summary>
public static class ValueEquality
{
    /// <summary>Whether both have the same type and value.</summary>
    /// <param name="left">Any value.</param>
    /// <param name="right">Any value.</param>
    /// <exception cref="TemplateFunctionException">
    /// Both are of one type that Go cannot compare: a slice, map or function, or a struct that contains one.
    /// </exception>
    public static bool AreIdentical(Value left, Value right)
    {
        if (left.IsNilOrInvalid || right.IsNilOrInvalid)
        {
            return left.IsNilOrInvalid && right.IsNilOrInvalid;
        }

        if (left.Kind != right.Kind || !left.Type.IsIdenticalTo(right.Type))
        {
            return false;
        }

        // The whole type is checked before any part is compared, and named (Go runtime/alg.go, efaceeq).
        if (!left.Type.IsComparable)
        {
            throw new TemplateFunctionException($"runtime error: comparing uncomparable type {left.Type}");
        }

        return left.Kind switch
        {
            GoKind.Bool => left.AsBool() == right.AsBool(),
            GoKind.String => left.AsString() == right.AsString(),
            GoKind.Float64 => left.AsFloat() == right.AsFloat(),
            GoKind.Complex128 => left.AsComplex() == right.AsComplex(),
            GoKind.Struct or GoKind.Pointer => left.AsObject().IsEqualTo(right.AsObject()),
            _ => left.AsInt() == right.AsInt(),
        };
    }
}
