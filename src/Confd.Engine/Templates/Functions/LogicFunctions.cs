using Confd.Engine.Templates.Sprig;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Defaults and choices. Emptiness here differs from falsehood in <c>if</c>: complex numbers and pointers are never empty, zero
/// structs are.</summary>
internal static class LogicFunctions
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create(
            "default", [GoType.Any, GoType.Any], GoType.Any, (_, arguments) => IsEmpty(arguments[1]) ? arguments[0] : arguments[1]),
        GoFunction.Create("empty", [GoType.Any], GoType.Bool, (_, arguments) => Value.FromBool(IsEmpty(arguments[0]))),
        GoFunction.CreateVariadic("coalesce", [GoType.Any], GoType.Any, (_, arguments) => FirstNotEmpty(arguments)),
        GoFunction.Create("ternary", [GoType.Any, GoType.Any, GoType.Bool], GoType.Any, (_, arguments) =>
            arguments[2].AsBool() ? arguments[0] : arguments[1]),
    ];

    private static Value FirstNotEmpty(ReadOnlySpan<Value> values)
    {
        foreach (var value in values)
        {
            if (!IsEmpty(value))
            {
                return value;
            }
        }

        return Value.Nil;
    }

    private static bool IsEmpty(Value value) => value.Kind switch
    {
        GoKind.Struct => IsZero(value.AsObject()),
        GoKind.Complex128 => false,
        _ => SprigFlow.IsEmpty(value),
    };

    private static bool IsZero(GoObject value)
    {
        if (value is TimeObject time)
        {
            return time.Time.IsDefault;
        }

        for (var index = 0; index < value.Type.Fields.Length; index++)
        {
            if (!IsEmpty(value.Field(index)))
            {
                return false;
            }
        }

        return true;
    }
}
