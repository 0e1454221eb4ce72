using System.Numerics;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Defaults, choices and failures.</summary>
internal static class SprigFlow
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.CreateVariadic("default", [GoType.Any, GoType.Any], GoType.Any, (_, arguments) =>
            arguments.Length > 1 && !IsEmpty(arguments[1]) ? arguments[1] : arguments[0]),
        GoFunction.Create("empty", [GoType.Any], GoType.Bool, (_, arguments) => Value.FromBool(IsEmpty(arguments[0]))),
        GoFunction.CreateVariadic("coalesce", [GoType.Any], GoType.Any, (_, arguments) =>
            IndexOf(arguments, isEmpty: false) is var index and >= 0 ? arguments[index] : Value.Nil),
        GoFunction.CreateVariadic("all", [GoType.Any], GoType.Bool, (_, arguments) =>
            Value.FromBool(IndexOf(arguments, isEmpty: true) < 0)),
        GoFunction.CreateVariadic("any", [GoType.Any], GoType.Bool, (_, arguments) =>
            Value.FromBool(IndexOf(arguments, isEmpty: false) >= 0)),
        GoFunction.Create("ternary", [GoType.Any, GoType.Any, GoType.Bool], GoType.Any, (_, arguments) =>
            arguments[2].AsBool() ? arguments[0] : arguments[1]),
        GoFunction.Create("fail", [GoType.String], GoType.String, (context, arguments) => throw Failure(context, arguments[0].AsString())),
    ];

    /// <summary>True for nil, false, zero numbers and values without elements; never for a struct. Differs from confd's <c>empty</c> in
    /// zero structs and complex numbers.</summary>
    public static bool IsEmpty(Value value) => value.Kind switch
    {
        GoKind.Invalid or GoKind.Nil => true,
        GoKind.String => value.AsString().IsEmpty,
        GoKind.Slice => value.AsSlice().Length == 0,
        GoKind.Map => value.AsMap().Count == 0,
        GoKind.Bool => !value.AsBool(),
        >= GoKind.Int and <= GoKind.Uint64 => value.AsInt() == 0,
        GoKind.Float64 => value.AsFloat() == 0,
        GoKind.Complex128 => value.AsComplex() == Complex.Zero,
        GoKind.Pointer => value.AsObject().IsNilPointer,
        _ => false,
    };

    /// <summary>An error with the words of a template. They are shown where each is a word of a key or of the template's own strings, as
    /// they may contain a value.</summary>
    public static TemplateFunctionException Failure(RenderContext context, ByteString message) =>
        new(context.GetState<RenderRun>().Names.Plain(message));

    private static int IndexOf(ReadOnlySpan<Value> values, bool isEmpty)
    {
        for (var index = 0; index < values.Length; index++)
        {
            if (IsEmpty(values[index]) == isEmpty)
            {
                return index;
            }
        }

        return -1;
    }
}
