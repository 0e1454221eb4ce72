using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>The type of a value.</summary>
internal static class SprigReflection
{
    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("typeOf", [GoType.Any], GoType.String, (_, arguments) => Value.FromString(TypeOf(arguments[0]))),
        GoFunction.Create("kindOf", [GoType.Any], GoType.String, (_, arguments) => Value.FromString(KindOf(arguments[0]))),
        Test("typeIs", (expected, value) => expected == TypeOf(value)),
        Test("typeIsLike", (expected, value) => expected == TypeOf(value) || "*" + expected == TypeOf(value)),
        Test("kindIs", (expected, value) => expected == KindOf(value)),
        GoFunction.Create("deepEqual", [GoType.Any, GoType.Any], GoType.Bool, (context, arguments) =>
            Value.FromBool(DeepValues.AreEqual(context, arguments[0], arguments[1]))),
    ];

    /// <summary>The name of Go's <c>reflect.Kind</c>.</summary>
    public static string KindOf(Value value) => value.Kind switch
    {
        GoKind.Invalid or GoKind.Nil => "invalid",
        GoKind.Pointer => "ptr",
        GoKind.Float64 => "float64",
        GoKind.Complex128 => "complex128",
        GoKind.String => "string",
        GoKind.Slice => "slice",
        GoKind.Map => "map",
        GoKind.Struct => "struct",
        GoKind.Func => "func",
        GoKind.Bool => "bool",
        GoKind.Int => "int",
        GoKind.Int8 => "int8",
        GoKind.Int16 => "int16",
        GoKind.Int32 => "int32",
        GoKind.Int64 => "int64",
        GoKind.Uint => "uint",
        GoKind.Uint8 => "uint8",
        GoKind.Uint16 => "uint16",
        GoKind.Uint32 => "uint32",
        GoKind.Uint64 => "uint64",
        _ => "interface",
    };

    private static string TypeOf(Value value) => value.IsNilOrInvalid ? "<nil>" : value.Type.Name;

    private static GoFunction Test(string name, Func<string, Value, bool> body) =>
        GoFunction.Create(name, [GoType.String, GoType.Any], GoType.Bool, (_, arguments) =>
            Value.FromBool(body(arguments[0].AsString().ToString(), arguments[1])));
}
