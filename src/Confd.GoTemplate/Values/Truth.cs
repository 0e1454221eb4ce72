using System.Numerics;

namespace Confd.GoTemplate.Values;

/// <summary>Determines what is true in <c>if</c>, <c>with</c>, <c>and</c>, <c>or</c> and <c>not</c>.</summary>
public static class Truth
{
    /// <summary>
    /// False for no value, nil, false, zero numbers, and empty strings, slices and maps; structs are always true.
    /// Source: Go <c>text/template</c>, IsTrue.
    /// </summary>
    /// <param name="value">Any value.</param>
    public static bool IsTrue(in Value value) => value.Kind switch
    {
        GoKind.Invalid or GoKind.Nil => false,
        GoKind.Bool => value.AsBool(),
        GoKind.Float64 => value.AsFloat() != 0,
        GoKind.Complex128 => value.AsComplex() != Complex.Zero,
        GoKind.String => !value.AsString().IsEmpty,
        GoKind.Slice => value.AsSlice().Length > 0,
        GoKind.Map => value.AsMap().Count > 0,
        GoKind.Struct or GoKind.Func => true,
        GoKind.Pointer => !value.AsObject().IsNilPointer,
        _ => value.AsInt() != 0,
    };
}
